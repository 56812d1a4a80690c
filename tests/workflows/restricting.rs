//! Carrying out changes of who can see assets, over real HTTP: what is taken, what is given back, what is refused.

mod at_worst;
mod confirmed;
mod moved;
mod planned;
mod read_back;
mod scene;
