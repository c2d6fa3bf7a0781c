/* Which stacks there are on the servers that are connected, to choose from. */
#pragma once

#include <glib.h>

void cmd_stacks(gpointer app, const char *args);
const char *why_no_stacks(gpointer app);
