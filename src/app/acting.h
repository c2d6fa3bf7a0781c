/* What the desk does to a running stack, always by the same ladder: armed, a look
 * at what would happen, a dialog that says so, `y`, and only then the deed, against
 * what was seen. One at a time. */
#pragma once

#include "desk.h"

Acting *acting_new(Desk *desk);
void acting_free(Acting *acting);
/* Ends what the user started and has not been asked about yet, or is under way; false: nothing is.
 */
bool acting_stop(Acting *acting);
/* Is something being written? What is there changes under whoever compares. */
bool acting_writes(const Acting *acting);
/* A line with the bar of what is under way; false: nothing is, and nothing was painted. */
bool acting_paint(const Acting *acting, WfGrid *grid, WfRect line);

/* For the command table: why it cannot be done now; NULL: it can. */
const char *acting_why_not(gpointer app);
const char *acting_why_not_prepare(gpointer app);
const char *acting_why_not_retry(gpointer app);
