//! Agreeing: what is to be done about one field when both systems may have changed it since they last agreed.
