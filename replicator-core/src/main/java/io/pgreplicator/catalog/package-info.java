/** The definition of a table: its columns, its key, its types; read once into immutable records. */
@NullMarked
package io.pgreplicator.catalog;

import org.jspecify.annotations.NullMarked;
