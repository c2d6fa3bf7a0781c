/* The screens: graph, tree, findings, plan, run, template, zNodes, messages, datacenter.
 *
 * Each is a struct of its own that has a pointer to the desk, listens to its news, and knows of
 * another screen only what it was made with.
 *
 *     wf_desk_open(desk, app);
 *     desk->screens = wf_screens_new(desk);
 *     ...
 *     wf_app_free(app);
 *     wf_screens_free(desk->screens);
 */
#pragma once

#include <weft/pane.h>

/* Makes all of them, and adds them to the desk's app, with the commands each has for itself. The
 * app closes them; what they share is freed after it. */
WfScreens *wf_screens_new(WfDesk *desk);
void wf_screens_free(WfScreens *screens);
/* Is that the name of one? */
bool wf_screens_has(const char *name);
/* "graph, tree, ...". Caller frees. */
char *wf_screens_names(void);

WfDetail *wf_screens_detail(const WfScreens *screens); /* the pane beside most of them */
bool wf_screens_minimap(const WfScreens *screens);     /* the graph's small map is wanted */
void wf_screens_set_minimap(WfScreens *screens, bool on);
void wf_screens_show_znodes(WfScreens *screens); /* those of what is selected */
