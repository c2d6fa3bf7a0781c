/* The terminal application: what `weft MODEL [NEW_MODEL]` opens.
 *
 * Screens for the graph, the tree, findings, the plan, messages and the
 * datacenter, on top of the frame of tui.h. It loads the models itself, again whenever their files
 * change, and lays the graph out in the background, so keys are never waited
 * for. With a script it also plays without a terminal, for tests.
 *
 *     WfExplore explore = {.model = {.path = "shop.yaml"}};
 *     int code = wf_explore(&explore);
 *
 * Everything given is borrowed for the time of the call. */
#pragma once

#include <stdbool.h>
#include <weft/command.h>
#include <weft/explore.h>

/* Runs until the user leaves; the exit code. What keeps it from starting is on standard error. */
int wf_explore(const WfExplore *explore);

/* Is that the name of a screen to begin with? */
bool wf_explore_has_screen(const char *name);
/* "graph, tree, ...". Caller frees. */
char *wf_explore_screens(void);
