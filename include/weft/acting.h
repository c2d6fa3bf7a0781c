/* What the desk does to a running stack, always by the same ladder: armed, a look
 * at what would happen, a dialog that says so, `y`, and only then the deed, against
 * what was seen. One at a time (desk->acting).
 *
 *     {.id = "live-prepare", .run = wf_do_live_prepare, .disabled = wf_acting_why_not_prepare}
 */
#pragma once

#include <weft/desk.h>

/* Ends what the user started and has not been asked about yet, or is under way; false: nothing is.
 */
bool wf_acting_stop(WfActing *acting);
/* Is something being written? What is there changes under whoever compares. */
bool wf_acting_writes(const WfActing *acting);
/* How far what is under way is, in words and as a share of 1; false: nothing is under way. */
bool wf_acting_tell(const WfActing *acting, GString *text, double *ret_share);
/* "  1.2 s, about 3.4 s left", as soon as that can be told; for other work of that kind, too. */
void wf_acting_add_time(GString *text, double elapsed, double share);

/* --- for command tables: what runs, and why it cannot now; NULL: it can --- */
WF_DO(live_prepare);
WF_DO(live_retry);
WF_DO(live_cancel);
WF_DO(live_halt);
WF_DO(live_go);
WF_DO(live_teardown);
const char *wf_acting_why_not(gpointer app);
const char *wf_acting_why_not_prepare(gpointer app);
const char *wf_acting_why_not_retry(gpointer app);
