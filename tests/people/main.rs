//! Three invented people from the first talk in the village to the time after: one by the official way, one without
//! documents, one who dies abroad. Each story is written on the devices of a village and its office with the program that
//! people use, and says after each step what the record tells.

mod deceased;
mod person;
mod procedural;
mod undocumented;
