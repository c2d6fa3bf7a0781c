/* What happens to a stack, in the log of messages. */
#pragma once

#include <weft/live.h>

typedef struct {
    guint64 generation; /* 0: not known */
    WfPhase phase;
    bool ending; /* it is being torn down */
} LiveStage;

/* What was logged last. */
typedef struct LiveLog {
    const WfProgress *seen;
    LiveStage is, own; /* own: what somebody here made it, and was told so */
    bool writes;       /* somebody here is at it */
    bool over;
} LiveLog;

/* @changes: of the live side's rows, WfProgressChange; or NULL. */
void live_log(LiveLog *log, const WfLive *live, const GArray *changes);
void live_log_writes(LiveLog *log, bool writes);
/* From here; @generation 0: the one that is there. */
void live_log_own(LiveLog *log, guint64 generation, WfPhase phase);
/* Another connection comes: its progress may come to lie where this one's was. */
void live_log_forget(LiveLog *log);
/* The stack that was followed is no longer there, and what is known of it goes, too. */
void live_log_gone(LiveLog *log, const WfLive *live);
