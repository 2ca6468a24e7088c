//! Rules as tables: each row is a fact and names its row in the fact sheets, sheet first.

mod task_definition;
