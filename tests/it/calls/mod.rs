//! How the number of calls grows with the work: in process and on a paused clock, so that a minute costs
//! milliseconds and the count does not depend on the machine.

mod cloud;
mod growth;
mod walk;
