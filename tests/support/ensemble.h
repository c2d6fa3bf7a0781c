/* Three real servers that serve as one, as those of a production are. */
#pragma once

#include <weft/server.h>

enum { ENSEMBLE_MEMBERS = 3 };

typedef struct {
    char *dir, *hosts;
    WfServer *members[ENSEMBLE_MEMBERS];
    guint n_ready;
} Ensemble;

/* Starts them and waits until all answer; aborts with a message if they cannot. @tick_ms as in
 * WfServerOptions; @syncing: each write is on the disk before it is answered. */
void ensemble_start(Ensemble *e, int tick_ms, bool syncing);
/* Ends them and removes what they kept. */
void ensemble_stop(Ensemble *e);
