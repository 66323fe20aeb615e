/** What a table is: its columns, its key, its types; read once into immutable records. */
@NullMarked
package io.pgreplicator.catalog;

import org.jspecify.annotations.NullMarked;
