//! The command line: the same runtime without a window.
