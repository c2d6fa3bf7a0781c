/* A child of fork() that goes on with our own code.
 *
 * It has all that its parent has, and most of it is not for it: handlers of
 * signals that would wake the parent's main loop or mend its screen, the
 * terminal, sockets, files that are to be closed for somebody to see their end.
 *
 *     pid_t parent = getpid(), pid = fork();
 *     if (pid == 0) {
 *         wf_forked_settle(parent, &report, 1);
 *         _exit(work(report));
 *     } */
#pragma once

#include <glib.h>
#include <sys/types.h>

/* First of all in the child: has it end with its @parent (0: it may outlive it), gives every signal
 * its default (those that are held back stay so), makes its standard streams /dev/null, and closes
 * all other descriptors but @keep. */
void wf_forked_settle(pid_t parent, const int *keep, guint n_keep);
