/* A forked child that does one piece of work and writes its result to a pipe.
 *
 * The child has the parent's memory as it was, limits on time and memory, no
 * terminal, and ends by _exit(). The parent reads without blocking, from a main
 * loop or waiting; a deadline or wf_child_free() kills. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

typedef struct WfChild WfChild;

/* Runs in the child: writes to @out; returns its exit status. */
typedef int (*WfChildWork)(int out, gpointer data);

WfChild *wf_child_start(WfChildWork work, gpointer data, guint deadline_ms, GError **error);
/* Kills the child if it still runs, and reaps it. */
void wf_child_free(WfChild *child);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfChild, wf_child_free)

/* Waits for the end or the deadline. */
void wf_child_wait(WfChild *child);
/* Calls @done from the default main context at the end or the deadline; free the child there. */
void wf_child_watch(WfChild *child, void (*done)(gpointer data), gpointer data);

/* After the end: what it wrote, and why that may not be all (NULL: it ended well). */
const GByteArray *wf_child_output(const WfChild *child);
const char *wf_child_trouble(WfChild *child);
bool wf_child_late(const WfChild *child);  /* killed by the deadline, or for writing too much */
int wf_child_status(const WfChild *child); /* exit status, -1 if it did not exit by itself */

/* For the work: writes all or returns false. */
bool wf_child_write(int out, const void *bytes, gsize len);
