// A library of which every function returns 0. C needs at least one declaration.
extern int nothing;
