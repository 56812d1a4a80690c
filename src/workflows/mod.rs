//! One pure planner for each workflow.
