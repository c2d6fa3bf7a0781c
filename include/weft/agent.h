/* The agent: does one VM's part of a stack, as its manifest says (man 7
 * weft-protocol has the laws it keeps).
 *
 * It takes the VM over, follows head, manifest and producers by watches, starts
 * what may start, and reports outcomes; everything on the default main context.
 * What it did is in a journal on local disk before it is in the store, so a
 * killed agent goes on where it was. Several agents (of different VMs) may share
 * a process, each with a store of its own.
 *
 *     WfAgentOptions options = {.stack = "shop", .vm = "db", .keys = keys,
 *                               .folder = "/var/lib/weft/shop/db", .hooks = hooks};
 *     g_autoptr(WfAgent) agent = wf_agent_new(store, &options, &error);
 *     g_main_loop_run(loop);
 *
 * Ownership: options are copied, but keys, hooks and stand-ins must outlive the
 * agent; the store stays the caller's and must be closed after it. */
#pragma once

#include <jansson.h>
#include <weft/hook.h>
#include <weft/keys.h>
#include <weft/store.h>

typedef struct WfAgent WfAgent;

typedef enum {
    WF_AGENT_TAKEN,    /* it holds the VM now */
    WF_AGENT_WAITING,  /* text: for what, before it can begin: another agent, a manifest */
    WF_AGENT_STARTED,  /* a recipe */
    WF_AGENT_FINISHED, /* a recipe; text: NULL or the cause of the failure */
    WF_AGENT_SAFE,     /* its result is on disk: it will not be run again for this */
    WF_AGENT_SETTLED,  /* without running anything */
    WF_AGENT_REPORTED, /* the outcome is in the store */
    WF_AGENT_IDLE,     /* nothing is left to do until something changes */
    WF_AGENT_FENCED,   /* another agent took over: this one does nothing any more */
    WF_AGENT_TROUBLE,  /* text: what does not work; it goes on trying */
} WfAgentEventKind;

typedef struct {
    WfAgentEventKind kind;
    const char *vm;
    const char *component; /* or NULL */
    const char *action;    /* STARTED, FINISHED */
    guint attempt;
    gint64 took_ms;   /* FINISHED */
    const char *text; /* or NULL; never a secret */
} WfAgentEvent;

typedef void (*WfAgentEventFunc)(WfAgent *agent, const WfAgentEvent *event, gpointer user);

/* Recipes that are only pretended (rehearsals). */
typedef struct {
    guint64 default_ms;  /* how long each takes */
    GHashTable *fail;    /* set of component names; or NULL */
    GHashTable *slow_ms; /* name -> GUINT_TO_POINTER(ms); or NULL */
} WfStandIn;

typedef struct {
    const char *stack, *vm;
    const WfVmKeys *keys;
    const char *folder;        /* journal, work and socket; made if missing, 0700 */
    const WfHooks *hooks;      /* may be NULL with stand_in */
    const WfStandIn *stand_in; /* NULL: the real recipes */
    const json_t *infra;       /* "facts" of agent.json: what the template knew; or NULL */
    const json_t *self;        /* facts of the VM that are stronger than what it finds; or NULL */
    const char *machine;       /* NULL: a digest of /etc/machine-id, or a number in the folder */
    guint jobs;                /* 0: as the manifest says */
    guint retry_ms;            /* first pause before a further attempt; 0: 1000 */
    WfAgentEventFunc on_event; /* or NULL */
    gpointer user;
} WfAgentOptions;

/* Opens the journal (WF_ERROR_IO, WF_ERROR_EXISTS: another process has it open) and begins. */
WfAgent *wf_agent_new(WfStore *store, const WfAgentOptions *options, GError **error);
/* Stops. Recipes that run are left running, as if the process had been killed: the next agent
 * finds them. */
void wf_agent_free(WfAgent *agent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfAgent, wf_agent_free)
/* Everything the manifest wants is done or failed, and reported. */
bool wf_agent_is_idle(const WfAgent *agent);
guint wf_agent_n_failed(const WfAgent *agent);
/* Starts nothing more and ends when nothing runs (SIGTERM): then IDLE comes. */
void wf_agent_drain(WfAgent *agent);

/* The other end of a recipe's `weft-agent get` and `set`: finds the agent by the environment
 * ($WEFT_SOCKET, $WEFT_TOKEN). Blocking. @ret_text is what to print. */
bool wf_agent_ask_get(const char *name, guint timeout_s, bool as_json, char **ret_text,
                      GError **error);
bool wf_agent_ask_set(const char *name, const char *value, GError **error);

/* ---- the journal, for tools and tests ---------------------------------- */

typedef struct WfJournal WfJournal;

/* What is known of one component after everything in the journal. */
typedef struct {
    char *name;
    /* A recipe that was started and did not end; want NULL if there is none. */
    char *want, *action;
    guint attempt, base;
    gint64 started;
    bool rests; /* that ended, and a further attempt is to come; attempt counts those that did */
    json_t *earlier; /* when attempts ran since the last outcome, as in outcomes; or NULL */
    /* The last one that ended: the outcome as it is published, and its sealed values; or NULL. */
    GBytes *outcome;
    json_t *sealed;
} WfJournalEntry;

/* Reads, drops a torn end, and writes it anew without what is superseded. */
WfJournal *wf_journal_open(const char *path, GError **error);
/* The same for recipes that are only pretended: it outlives the process, but is not forced to disk,
 * since a machine that crashes takes nothing with it that was ever done. */
WfJournal *wf_journal_open_light(const char *path, GError **error);
void wf_journal_close(WfJournal *journal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfJournal, wf_journal_close)
const WfJournalEntry *wf_journal_get(const WfJournal *journal, const char *component); /* or NULL */
guint wf_journal_n_damaged(
    const WfJournal *journal); /* records that were unreadable, torn end included */
/* Appended at once, safe only after wf_journal_sync(). */
bool wf_journal_start(WfJournal *journal, const char *component, const char *want,
                      const char *action, guint attempt, guint base, gint64 at, GError **error);
/* What was started for @want, if anything was, has ended without an outcome: a further attempt is
 * to come. */
bool wf_journal_rest(WfJournal *journal, const char *component, const char *want, guint attempt,
                     json_t *earlier, GError **error);
bool wf_journal_end(WfJournal *journal, const char *component, GBytes *outcome, json_t *sealed,
                    GError **error);
bool wf_journal_forget(WfJournal *journal, const char *component, GError **error);
bool wf_journal_sync(WfJournal *journal, GError **error);
