//! The invented institution that both practice systems hold.
