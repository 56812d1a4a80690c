//! Tests of the window: real widgets found by their accessible names, invented events in, commands out. No display, no runtime.

mod activity;
mod palette;
mod plans;
mod review;
mod settings;
mod stage;
mod welcome;
mod world;
