//! What archivists and media teams talk about.
