/* One program and its two records: what shim and holder have in common. */
#include "options.h"
#include "record.h"
#include "launch.h"
#include "begin.h"
