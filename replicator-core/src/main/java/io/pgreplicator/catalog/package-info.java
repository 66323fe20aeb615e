/** What a table is: its columns, its key and how it is captured; read once into immutable records. */
@NullMarked
package io.pgreplicator.catalog;

import org.jspecify.annotations.NullMarked;
