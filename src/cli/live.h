/* What the commands on running stacks share: the connection, the key, and how
 * progress is printed. */
#pragma once

#include "cli.h"

#include <weft/progress.h>
#include <weft/run.h>
#include <weft/store.h>

typedef struct {
    char *zk, *key;
    int session_ms; /* 0: as usual */
} LiveOptions;
void live_options_clear(LiveOptions *o);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LiveOptions, live_options_clear)
/* The entries of an option table that every such command has. */
#define LIVE_ENTRIES(o)                                                                            \
    {"zk",                                                                                         \
     0,                                                                                            \
     0,                                                                                            \
     G_OPTION_ARG_STRING,                                                                          \
     &(o).zk,                                                                                      \
     "servers of the ensemble ($WEFT_ZK)",                                                         \
     "HOSTS[/CHROOT]"},                                                                            \
    {                                                                                              \
        "key", 0, 0, G_OPTION_ARG_FILENAME, &(o).key, "the stack's master key", "FILE"             \
    }

/* What --zk or else WEFT_ZK says; NULL: nothing. */
const char *live_hosts(const LiveOptions *o);
/* Is it said where ZooKeeper is? False: usage, said so, *ret_exit. Asked before anything else. */
bool live_has_zk(const LiveOptions *o, const char *command, int *ret_exit);

typedef enum {
    LIVE_KEYS_THERE,   /* it has to be there */
    LIVE_KEYS_MADE,    /* made if it is missing */
    LIVE_KEYS_OR_NONE, /* if it is missing, one for this process: nothing is there to read yet */
} LiveKeys;
/* Who loses it cannot prepare or update the stack any more, so one that was made is named. */
void live_say_key_made(const char *path);
/* The stack's key. NULL: said so. */
WfKeys *live_keys(const LiveOptions *o, const char *stack, LiveKeys which);
/* A session with the planner's identity, connected. NULL: said so. */
WfStore *live_open_store(const LiveOptions *o, const WfKeys *keys);

/* What would change if the stack got @new; its old model is the one it has accepted. Writes
 * nothing. NULL: said so. */
WfPlan *live_plan(const LiveOptions *o, const WfCliOptions *options, const char *stack,
                  const WfModel *new);

/* Ends the loop at ^C and the like; *ret_interrupted is set then. The loop is made before the store
 * is opened: to close it answers what still waits. */
void live_on_signal(GMainLoop *loop, bool *ret_interrupted);

/* What the stack gives, with a heading, secrets masked; nothing if it gives nothing. Runs the loop
 * until it knows. */
void live_print_outputs(GMainLoop *loop, WfStore *store, const char *stack, const WfKeys *keys);

typedef enum { LIVE_LINES, LIVE_AREA, LIVE_JSON, LIVE_QUIET } LiveForm;
/* What fits the options and standard error. */
LiveForm live_form(const WfCliOptions *options);

/* Keeps how long things took, for the time that is left of the next run. */
void live_remember(WfProgress *progress, const char *stack);
/* Prints when each component did what; JSON if the options say so. Returns the exit status. */
int live_print_timeline(WfProgress *progress, const WfCliOptions *options, gint64 now);

/* Seconds are counted from the beginning of the latest stretch of work. */
typedef struct {
    gint64 began;
    guint64 generation;
    bool over;
} LiveClock;
gint64 live_clock_began(LiveClock *c, WfProgress *progress, gint64 now); /* now: it has not yet */

typedef struct LivePrinter LivePrinter;
/* Lines and the area go to standard error, JSON lines to standard output. */
LivePrinter *live_printer_new(WfProgress *progress, LiveForm form, const WfCliOptions *options);
/* From now on it also says when the connection is lost and when it is back. The store outlives the
 * printer. */
void live_printer_set_store(LivePrinter *p, const WfStore *store);
/* What was done before anybody looked on is told in one line, until it has caught up. */
void live_printer_catch_up(LivePrinter *p);
void live_printer_caught_up(LivePrinter *p);
void live_printer_changed(LivePrinter *p);
/* A line beside the progress. */
void live_printer_say(LivePrinter *p, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* The last states, and the summary; with the timeline if that is asked for. */
void live_printer_finish(LivePrinter *p, bool timeline);
void live_printer_free(LivePrinter *p);
