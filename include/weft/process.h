/* Processes of this machine by their number.
 *
 * A number alone is no name for one, since it is used again; with the time at which the process
 * began it is.
 *
 *     guint64 began = wf_process_began(getpid());
 *     ...
 *     if (wf_process_is_gone(pid, began))
 *         take_its_place(); */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* When it began, in the kernel's clock ticks since the boot; 0: there is no such process, or it has
 * ended and is only waited for by who started it. */
guint64 wf_process_began(gint64 pid);
/* Is the one that began then (0: not known when) certainly gone? */
bool wf_process_is_gone(gint64 pid, guint64 began);
