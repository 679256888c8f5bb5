/* Holder mode: the listening sockets, which outlive every run of the program. */
#include "shim.h"

void open_sockets(void) {
}
