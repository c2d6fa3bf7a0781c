/* Failed operations.
 *
 * weft has two kinds of trouble and never mixes them: an *operation* failed
 * (GError, this header), or the *user's input* has problems (findings.h).
 * Messages are lower case, without a full stop, subject in single quotes, what
 * happened first: "cannot read 'shop.yaml': permission denied". */
#pragma once

#include <glib.h>

#define WF_ERROR (wf_error_quark())

typedef enum {
    WF_ERROR_FAILED,  /* no caller acts on it */
    WF_ERROR_INVALID, /* the input is unusable; the findings say why */
    WF_ERROR_NOT_FOUND,
    WF_ERROR_EXISTS,
    WF_ERROR_CONFLICT, /* somebody else changed it first */
    WF_ERROR_STALE,    /* a plan or snapshot of something that moved on */
    WF_ERROR_CANCELLED,
    WF_ERROR_UNAVAILABLE, /* a server or program that is not there (now) */
    WF_ERROR_LIMIT,       /* a limit of limits.h was reached */
    WF_ERROR_IO,
} WfErrorCode;

GQuark wf_error_quark(void);

/* Sets an error from an errno: the text, then ": permission denied" and so on. */
void wf_error_set_errno(GError **error, int number, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Exit codes of every weft program (man 1 weft). */
enum {
    WF_EXIT_OK = 0,
    WF_EXIT_FAILED = 1,
    WF_EXIT_USAGE = 2,
    WF_EXIT_DIFFERENT = 3,
    WF_EXIT_PARTLY = 4,
    WF_EXIT_INTERRUPTED = 130,
};
