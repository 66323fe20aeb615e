package io.pgreplicator.model.search;

/** What must hold, whatever happens in whatever order. */
public interface Property {
    String sentence();
}
