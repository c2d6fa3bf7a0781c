/* The agent from the inside.
 *
 * Components are what this VM has to do; producers are whatever they read or
 * follow, here or elsewhere; an edge ties one to the other. A component counts
 * its open edges, so that an event touches only what it concerns. Outcomes go
 * through one queue: journal first, synced, then one multi for all that is
 * there (publish.c). */
#pragma once

#include <weft/agent.h>
#include <weft/error.h>
#include <weft/limits.h>
#include <weft/protocol.h>

typedef struct Component Component;
typedef struct Producer Producer;
typedef struct Edge Edge;
typedef struct Run Run;
typedef struct Fetch Fetch;
typedef void (*RunDone)(Run *run, const WfHookResult *result);

typedef enum {
    STAGE_UNKNOWN,  /* its outcome has not been read yet */
    STAGE_SETTLED,  /* nothing to do */
    STAGE_WAITING,  /* for open edges */
    STAGE_HELD,     /* a wish says: do not start it */
    STAGE_READY,    /* in the queue */
    STAGE_RUNNING,  /* its recipe, or the fetching of it */
    STAGE_RETRYING, /* pauses before a further attempt */
    STAGE_ORPHANED, /* an earlier agent's recipe has to end first */
} Stage;

/* What the agent's next turn has to act on. */
typedef enum {
    NEWS_CONSIDER = 1, /* it may have to do something else now */
    NEWS_MARKED = 2,   /* the store knows that its recipe is about to start */
    NEWS_LATE = 4,     /* an input that it needs did not come in time */
    NEWS_STALE = 8,    /* somebody else wrote its node */
} News;

struct Component {
    WfAgent *agent;
    char *name;
    const WfEntry *entry; /* the manifest's; NULL: it is not in it any more */
    bool deleting;
    Stage stage;
    gint64 since; /* of the stage */

    WfOutcome *outcome;  /* what it came to last: journalled, perhaps not yet published */
    GBytes *text;        /* the same as it is written, while it is on its way; or NULL */
    json_t *sealed;      /* to be published with it; or NULL */
    gint32 version;      /* of its node */
    bool known;          /* its node has been read */
    bool absent;         /* there is no node */
    bool dirty, sending; /* to be published; under way */
    bool sent_sealed;    /* its part of the multi under way has two ops */
    bool unjournalled;   /* the disk refused it: tried again before it is published */
    bool unsynced;       /* not safe on disk yet: local readers must not see it */
    bool sent_mark;      /* what is under way says that its recipe is about to start */
    bool node_watched;   /* it is absent: somebody will tell when it is back */
    bool no_disk;        /* it was put off because nothing could be written down */

    GPtrArray *edges;  /* Edge *, owned; while it waits or is about to run */
    GHashTable *reads; /* KEY of the entry's reads -> Edge, while it has edges */
    GList *queued;     /* its place in the queue of those that are ready */
    guint n_open;      /* gating edges that are not satisfied */
    guint news;        /* News */
    const WfEntryInput *late;
    bool *defaulted; /* one an input: it takes its fallback */
    GArray *timers;  /* guint: sources of waits, 0 where there is none */

    Run *run;
    bool lazy_gates; /* whether anything changed hangs on lazy inputs alone: wait for them too */
    char *tried;     /* the want that was attempted last */
    guint attempt;   /* the last attempt of it */
    guint base;      /* attempts before the current wish: retries count from here */
    json_t *earlier; /* when those ran that failed, as in outcomes; or NULL */
    guint timer;     /* of a retry or an orphan */
    gint64 orphan_since;
};

struct Edge {
    Component *consumer;
    Producer *producer;
    GList *link; /* its place among the producer's */
    const WfEntryRead *read;
    guint users;     /* inputs (not lazy, not defaulted) and orders that need it */
    bool satisfied;  /* as counted in n_open */
    bool any;        /* satisfied as soon as the producer is known (deletions) */
    bool letting_go; /* a deletion's consumer: satisfied when it has moved on */
};

struct Producer {
    WfAgent *agent;
    char *vm, *name;
    Component *local; /* on this VM; else it is read from the store */
    WfOutcome *outcome;
    json_t *sealed;
    bool known, absent, reading, watching;
    bool with_sealed;  /* somebody has keys to its sealed outputs */
    bool asked_sealed; /* their answer comes behind that of the outcome under way */
    bool opening;      /* that answer is waited for */
    guint readers;     /* hint: how many VMs read it */
    guint timer;
    GQueue edges;    /* Edge *, not owned */
    guint n_waiting; /* of them, not satisfied */
};

/* One attempt. Holds what it was started with: the manifest may change meanwhile. */
struct Run {
    Component *component;
    WfOutcome *outcome; /* being made: want, spec, action, inputs, attempt, ... */
    WfEntryAction *how; /* recipe and hook; recipe NULL: nothing to run */
    char *hook;
    json_t *config;
    json_t *options;
    guint timeout_s, retries;
    WfOnCrash on_crash;
    GPtrArray *inputs;  /* RunInput *, owned */
    GPtrArray *outputs; /* WfEntryOutput *, copies */
    char *input_key;
    bool strict_inputs;
    bool no_signal;
    bool marking; /* starts when the store knows that the last outcome is no longer good */
    WfHookJob *job;
    guint stand_in; /* source */
    RunDone pretended;
    char *token;     /* what its recipe proves itself with at the socket */
    guint n_blocked; /* lazy reads it sits in: its slot is given away */
    Fetch *fetch;
};

typedef struct {
    char *name, *type, *description;
    json_t *value; /* NULL: lazy and not yet read */
    bool secret, lazy;
} RunInput;

typedef struct {
    WfAgent *agent;
} AgentTag;

/* The VM is held, or (not WF_RC_OK) what could not be done for it. */
typedef void (*TakenFunc)(WfAgent *agent, WfRc rc, const char *action, const char *path);

struct WfAgent {
    WfStore *store;
    char *stack, *vm, *folder, *machine, *boot;
    const WfVmKeys *keys;
    const WfHooks *hooks;
    const WfStandIn *stand_in;
    json_t *infra, *self; /* facts: of the template, of the VM */
    guint jobs_option, retry_ms;
    WfAgentEventFunc on_event;
    gpointer user;
    gint64 since;

    WfJournal *journal;
    GHashTable *components; /* name -> Component, owned */
    GPtrArray *order;       /* Component *, as in the manifest: all that have an entry */
    guint n_settled;        /* of those in order */
    GHashTable *producers;  /* "VM\nNAME" -> Producer, owned */
    GQueue ready;           /* Component * */
    GList *unlooked;        /* the first of them that was not looked at; all after it were not */
    guint n_running;        /* slots in use */
    Component facts;        /* the VM's own facts, published like any outcome */

    /* the session (session.c, taking.c) */
    bool taking;  /* finding out whether they can be */
    bool holding; /* epoch and presence are ours in this session */
    bool fenced, draining, loaded;
    bool idle_told, waiting_told;
    gint32 epoch;
    gint64 made; /* the transaction that made the VM's node: by another, the VM was made anew */
    guint n_loading;
    WfHead *head;
    WfManifest *manifest;
    char *manifest_digest;
    Fetch *manifest_fetch;
    GHashTable *auth; /* identities already given to the session */
    guint retry_timer;
    TakenFunc on_taken;
    WfUp *holder; /* another agent that has the VM; or NULL */
    gint32 holder_version;
    guint holder_timer; /* source */
    AgentTag *tag;      /* what the session's requests carry, to be forgotten together */
    GPtrArray *loading; /* Component *, in the order they are read in */

    /* publishing (publish.c) */
    GPtrArray *dirty;            /* Component * */
    GPtrArray *sending;          /* Component * */
    guint flush;                 /* source */
    gint64 last_sync, sync_took; /* µs */
    bool disk_refuses;           /* it did not take what was written last */
    bool st_dirty, st_sending;
    gint64 st_at; /* µs: last write of st */
    guint st_timer;
    char *trouble; /* last one told */

    /* the socket of recipes (socket.c) */
    int socket;
    guint socket_source;
    char *socket_path;
    GPtrArray *asks; /* Ask *, owned */

    GHashTable *recipes; /* digest -> json_t config */

    /* for the next turn (news.c, turn.c) */
    guint turn; /* source */
    GSourceFunc on_turn;
    GPtrArray *news;  /* Component * that have any */
    bool refused;     /* a report, because of the epoch */
    bool accepted;    /* a report was: who is in no manifest any more may be forgotten */
    bool input_known; /* a producer has changed: somebody at the socket may wait for it */
};

/* The files call one another downwards only, in this order. */

/* agent.c */
/* turn.c */
gboolean wf_agent_turn(gpointer agent);
/* session.c */
void wf_session_begin(WfAgent *agent);
void wf_session_end(WfAgent *agent);
/* A report was refused because of the epoch: stops, if another agent has the VM. */
void wf_session_refused(WfAgent *agent);
/* taking.c */
void wf_taking_begin(WfAgent *agent);  /* agent->on_taken hears how it went */
void wf_taking_forget(WfAgent *agent); /* who holds it */
/* components.c */
void wf_components_apply(WfAgent *agent); /* the manifest has changed */
void wf_component_clear(Component *c);
void wf_component_free(Component *c);
void wf_component_loaded(Component *c, const WfReply *reply); /* its node was read */
void wf_component_loaded_sealed(Component *c, const WfReply *reply);
void wf_component_reread(Component *c);
void wf_component_consider(Component *c);
void wf_components_forget_gone(WfAgent *agent);
/* facts.c */
json_t *wf_facts_find(const char *vm, const json_t *more);
void wf_facts_publish(WfAgent *agent);
/* A digest of what the file @path says; if there is none, of a number that stays in the folder. */
char *wf_machine_id(const WfVmKeys *keys, const char *path, const char *folder, GError **error);
char *wf_boot_id(void);
/* decide.c */
void wf_agent_schedule(WfAgent *agent);
void wf_component_give_up(Component *c); /* it has waited long enough */
/* run.c */
void wf_run_start(Run *run);
void wf_run_marked(Run *run); /* the store knows: it may go on */
/* ending.c */
/* Ends an attempt, also one that never ran: what has to be reported is in run->outcome. */
void wf_run_finish(Run *run, const WfHookResult *result);
/* It never began, for a reason that is not its own: again, later. */
void wf_run_put_off(Run *run, const char *trouble);
/* Ends it, if the head says halt: what the recipe began is begun anew when the stack goes on. */
void wf_run_halt(Run *run);
void wf_run_recover(Component *c, const WfJournalEntry *entry);
/* standin.c */
void wf_standin_start(Run *run, RunDone done);
/* publish.c */
void wf_publish(Component *c); /* its outcome is another one, or has changed */
/* Into the journal, not yet safe: at once, so that records stand in the order of what happened. */
bool wf_publish_journal(Component *c, GError **error);
void wf_publish_st(WfAgent *agent);    /* soon, if it has changed */
void wf_publish_reset(WfAgent *agent); /* the session broke: what was under way is open again */
void wf_publish_kick(WfAgent *agent);
/* st.c */
GBytes *wf_st_of(WfAgent *agent);
/* socket.c */
bool wf_socket_open(WfAgent *agent, GError **error);
void wf_socket_close(WfAgent *agent);
GPtrArray *wf_socket_asks_new(void);
void wf_socket_asks_free(GPtrArray *asks);
void wf_socket_input_known(WfAgent *agent); /* a producer has changed: answer who waits */
void wf_socket_run_ended(Run *run);
void wf_socket_count_waits(WfAgent *agent); /* time counts now, or not any more */
/* Does its recipe wait for an input, and will not give up by itself? */
bool wf_socket_sits(const Run *run);
void wf_socket_end_hopeless(const Run *run); /* answers what this VM will not bring any more */
/* The input that its recipe waits for, for as long as it takes; NULL: it does not. */
const WfEntryInput *wf_socket_asked(const Run *run);
/* attempt.c */
void wf_run_free(Run *run);
void wf_run_abandon(Run *run);
void wf_run_blocked(Run *run, bool blocked); /* gives its slot away, or takes one again */
/* It failed, and ran then: the next outcome tells. */
void wf_component_add_earlier(Component *c, gint64 started, gint64 finished);
RunInput *wf_run_input(const Run *run, const char *name); /* NULL: it has none of that name */
char *wf_run_folder(const Component *c);
/* edges.c */
void wf_component_arm(Component *c);
void wf_component_disarm(Component *c);
void wf_component_rearm(Component *c); /* while its recipe runs */
void wf_component_start_timers(Component *c);
/* inputs.c */
json_t *wf_input_resolve(Component *c, const WfEntryInput *input, guint index, GError **error);
/* The first producer that it needs and that is not done; NULL: all are. */
const Edge *wf_input_awaited(const Component *c, const WfEntryInput *input);
bool wf_input_has_failed(const Component *c, const WfEntryInput *input); /* one of them has */
/* "input 'url': waited 5 s for 'db'" */
char *wf_input_late(const WfEntryInput *input);
/* What a manifest holds, opened if it is sealed as a whole. New reference. */
json_t *wf_agent_unsealed(const WfAgent *agent, json_t *value, bool *ret_secret, GError **error);
char *wf_input_digest(const WfAgent *agent, const char *domain, const json_t *value);
/* producer.c */
Producer *wf_producer_get(WfAgent *agent, const char *vm, const char *name);
void wf_producer_want(Producer *p); /* reads it, and keeps reading until it satisfies */
void wf_producer_free(Producer *p);
void wf_component_published(Component *c);        /* local readers may go on */
bool wf_component_is_awaited(const Component *c); /* by one on this VM */
/* edge.c */
const WfOutcome *wf_producer_outcome(const Producer *p); /* NULL: not known, or no node */
void wf_edge_update(Edge *edge);
bool wf_edge_has_failed(const Edge *edge); /* at what is wanted of it */
void wf_component_default_input(Component *c, guint input);
/* stage.c */
void wf_component_set_stage(Component *c, Stage stage);
void wf_component_edge_changed(Component *c); /* n_open may have become 0 */
/* Has a recipe begun that did not end, so that the last outcome is not what is there? */
bool wf_component_has_begun(const Component *c);
/* Are the sealed values of its outcome at hand, if it has any? They are written again with each
 * digest that they come to stand for. */
bool wf_component_has_sealed(const Component *c);
bool wf_agent_all_settled(const WfAgent *agent);
/* news.c */
gint64 wf_agent_now_ms(void);
G_GNUC_PRINTF(4, 5)
void wf_agent_tell(WfAgent *agent, WfAgentEventKind kind, const Component *c, const char *format,
                   ...);
void wf_agent_trouble(WfAgent *agent, const char *text);
void wf_agent_wake(WfAgent *agent); /* something has changed: a turn is due */
void wf_component_note(Component *c, News news);
void wf_agent_st_changed(WfAgent *agent);
/* Can what is waited for come: the session is ours, everything is read, the head says go? */
bool wf_agent_time_counts(const WfAgent *agent);
/* May recipes start: the same, and the agent is not ending? */
bool wf_agent_may_start(const WfAgent *agent);
/* fetch.c: a payload with its chunks. @done gets bytes, or NULL and an error; @rc tells a missing
 * node (WF_RC_NO_NODE). Freed after @done; wf_fetch_cancel() before. */
typedef void (*FetchDone)(GBytes *bytes, WfRc rc, const GError *error, gpointer user);
Fetch *wf_fetch(WfStore *store, const char *path, const char *chunks, gsize max, FetchDone done,
                gpointer user);
void wf_fetch_cancel(Fetch *fetch);
