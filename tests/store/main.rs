//! The workspace file, through its public face only.

mod assets;
mod audit;
mod catalogue;
mod description;
mod files;
mod filters;
mod links;
mod restrictions;
mod sample;
mod search;
mod work;
