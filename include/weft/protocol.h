/* What weft writes into ZooKeeper: paths, payloads and digests, as pure
 * functions. man 7 weft-protocol is the reader's version and must stay exact.
 *
 * Every payload is JSON with "weft": 1. The parsers take bytes that anybody may
 * have written: sizes, nesting, types and UTF-8 are checked, unknown keys are
 * ignored, and a refusal is a GError (WF_ERROR_INVALID, WF_ERROR_LIMIT) that
 * never repeats a value. An empty payload is a node made in advance: it parses
 * as "nothing yet" where that has a meaning (outcome, st), else it is refused.
 *
 *     g_autoptr(WfOutcome) o = wf_outcome_parse(data, len, &error);
 *     if (o && o->status == WF_STATUS_DONE && !g_strcmp0(o->want, deep)) ...
 *
 * Ownership: structures own what their fields point to; json_t fields are
 * references. NULL is allowed for every optional string. Times are milliseconds
 * since 1970. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* ---- JSON from outside ------------------------------------------------- */

/* Parses at most @max bytes of UTF-8 JSON, nested at most WF_LIMIT_JSON_DEPTH deep, no
 * duplicate keys. @what names it in the message ("manifest of 'app'"). New reference. */
json_t *wf_json_parse(const void *data, gsize len, gsize max, const char *what, GError **error);
/* The one text of a value: compact, sorted keys. */
char *wf_json_canonical(const json_t *value);

/* ---- JSON as text ------------------------------------------------------ */

/* Appends one member of an object under way (@key NULL: one item of a list), with a comma after
 * it. What is NULL is left out. */
void wf_json_open(GString *out, const char *key, char bracket);     /* '{' or '[' */
void wf_json_close(GString *out, char bracket);                     /* '}' or ']', and the comma */
void wf_json_text(GString *out, const char *key, const char *text); /* any bytes: made UTF-8 */
void wf_json_int(GString *out, const char *key, gint64 value);
void wf_json_bool(GString *out, const char *key, bool value);
void wf_json_value(GString *out, const char *key, const json_t *value);
void wf_json_raw(GString *out, const char *key, GBytes *json); /* as it is */
GBytes *wf_json_end(GString *out); /* without the last comma; takes it */

/* ---- Paths ------------------------------------------------------------- */

/* A name as one path element: all but A-Z a-z 0-9 _ . - is %XX; "." and ".." are encoded too,
 * so no name collides with an element that weft makes ("@vm" is one of those). */
char *wf_zname_encode(const char *name);
char *wf_zname_decode(const char *element); /* NULL if it is no encoded name */

#define WF_FACTS "@vm" /* the component name under which a VM's own facts are published */

char *wf_path_head(const char *stack); /* /weft/STACK */
char *wf_path_lock(const char *stack);
char *wf_path_models(const char *stack);
char *wf_path_model(const char *stack, guint64 generation);
char *wf_path_recipes(const char *stack);
char *wf_path_recipe(const char *stack, const char *digest);
char *wf_path_acls(const char *stack);
char *wf_path_acl(const char *stack, const char *hash);
char *wf_path_vms(const char *stack);
char *wf_path_manifest(const char *stack, const char *vm); /* /weft/STACK/vms/VM */
char *wf_path_spill(const char *stack, const char *vm); /* .../m, parent of the manifest's chunks */
char *wf_path_epoch(const char *stack, const char *vm);
char *wf_path_st(const char *stack, const char *vm);
char *wf_path_live(const char *stack, const char *vm);
char *wf_path_up(const char *stack, const char *vm);
char *wf_path_outcomes(const char *stack, const char *vm);
char *wf_path_outcome(const char *stack, const char *vm, const char *component); /* or WF_FACTS */
char *wf_path_sealed(const char *stack, const char *vm, const char *component);
char *wf_path_chunk(const char *parent, guint n); /* PARENT/n */

typedef enum {
    WF_ZNODE_OTHER, /* nothing weft knows */
    WF_ZNODE_HEAD,
    WF_ZNODE_LOCK,
    WF_ZNODE_MODELS,
    WF_ZNODE_MODEL, /* name: the generation */
    WF_ZNODE_RECIPES,
    WF_ZNODE_RECIPE, /* name: the digest */
    WF_ZNODE_ACLS,
    WF_ZNODE_ACL,
    WF_ZNODE_VMS,
    WF_ZNODE_MANIFEST,
    WF_ZNODE_SPILL,
    WF_ZNODE_EPOCH,
    WF_ZNODE_ST,
    WF_ZNODE_LIVE,
    WF_ZNODE_UP,
    WF_ZNODE_OUTCOMES,
    WF_ZNODE_OUTCOME, /* name: the component or WF_FACTS */
    WF_ZNODE_SEALED,
    WF_ZNODE_CHUNK, /* of a model, recipe or manifest */
} WfZnode;

typedef struct {
    WfZnode kind;
    char *stack, *vm, *name; /* decoded; NULL where the kind has none */
} WfZpath;

/* What a path is. False (nothing set) if it is not below /weft. */
bool wf_zpath_parse(const char *path, WfZpath *ret_zpath);
void wf_zpath_clear(WfZpath *zpath);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WfZpath, wf_zpath_clear)

/* ---- Large payloads ---------------------------------------------------- */

/* Which children hold the chunks: first..first+n-1. None: the node has the payload itself. */
typedef struct {
    guint first, n;
} WfChunks;

/* A payload of up to WF_LIMIT_ZNODE_BYTES is stored as it is. A larger one is cut into chunks
 * (children @first and so on), and the node itself holds
 * {"weft":1,"chunks":n,"first":F,"size":S,"digest":D}, written last. A chunk is never written over:
 * the next version takes higher numbers, so that the one before stays whole until the node says
 * which children count now. Element 0 of the result is the node's payload, the others are the
 * chunks. Elements are GBytes. */
GPtrArray *wf_spill_pack(GBytes *payload, guint first);
/* Is this a node whose payload is in chunks, and in which? Error: it says it is, but wrongly, or
 * it is larger than @max. */
bool wf_spill_find(const void *data, gsize len, gsize max, WfChunks *ret_chunks, GError **error);
/* Puts it together; @chunks are GBytes in order. WF_ERROR_STALE: digest or size mismatch. */
GBytes *wf_spill_join(const void *data, gsize len, GPtrArray *chunks, GError **error);

/* ---- Digests ----------------------------------------------------------- */

#define WF_DIGEST_KEY_BYTES 32
#define WF_DIGEST_CHARS 24 /* 144 bits as base64url */

/* Keyed BLAKE2b. @domain keeps digests of different things apart. */
char *wf_digest(const guint8 key[WF_DIGEST_KEY_BYTES], const char *domain, const void *data,
                gsize len);
char *wf_digest_json(const guint8 key[WF_DIGEST_KEY_BYTES], const char *domain,
                     const json_t *value);
bool wf_digest_valid(const char *digest);

/* ---- Head -------------------------------------------------------------- */

typedef enum { WF_PHASE_PREPARE, WF_PHASE_GO, WF_PHASE_PAUSE, WF_PHASE_HALT } WfPhase;
const char *wf_phase_name(WfPhase phase);

typedef struct {
    guint64 generation;
    WfPhase phase;
    char *model;      /* digest of the accepted model; in phase prepare of the one to be */
    gint64 since;     /* when the generation was made, by the servers' clock; 0: not known */
    guint64 accepted; /* generation of the accepted model: in phase prepare mostly an earlier one, 0
                         if there is none; else that of the head */
    bool ending;      /* it is being torn down: there is no model, nothing stays */
} WfHead;
WfHead *wf_head_parse(const void *data, gsize len, GError **error);
GBytes *wf_head_format(const WfHead *head);
void wf_head_free(WfHead *head);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfHead, wf_head_free)

/* ---- Manifest: what a VM has to do -------------------------------------- */

/* A producer or predecessor, and what its outcome must say before a reader may start. */
typedef struct {
    char *key;  /* the name expressions use: the component's, or "@vm/VM" for another VM's facts */
    char *vm;   /* where it runs */
    char *name; /* its component name, WF_FACTS for facts */
    char *deep; /* the wanted digest; NULL: any finished outcome will do */
    json_t *keys;   /* {OUTPUT: base64}: the output's secret key, sealed to this VM; or NULL */
    guint readers;  /* hint: how many VMs read it; agents spread their reads from 200 on; 0: few */
    bool delivered; /* of `after`: it need not be done, only delivered (see WfEntry.no_signal) */
} WfEntryRead;

typedef enum { WF_THEN_FAIL, WF_THEN_DEFAULT } WfThen;

typedef struct {
    char *name;
    char *type; /* Heat's: String, Number, CommaDelimitedList, Json, Boolean */
    char *description;
    /* The EXPRESSION: a HOT expression (expr.h, version `hot` of the entry) of which only
     * get_attr is left to the agent:
     *   {"get_attr": [KEY, OUTPUT, path...]}    an output of the producer KEY in reads
     *   {"get_attr": ["@self", FACT, path...]}  a fact of its own VM
     *   {"get_attr": ["@infra", RESOURCE, ATTRIBUTE, path...]}  "facts" of agent.json (strip.h)
     *   {"get_attr": ["@sealed", BASE64]}       JSON text sealed to this VM (a hidden parameter)
     * and, only before sealing, {"weft_secret": VALUE}: see wf_manifest_format(). */
    json_t *value;
    bool lazy;              /* does not delay the start; read with `weft-agent get` */
    bool secret;            /* never logged, keyed into files only */
    bool replace_on_change; /* a change means CREATE, not UPDATE */
    guint wait_s;           /* 0: for ever */
    WfThen then;
    json_t *fallback; /* for WF_THEN_DEFAULT */
} WfEntryInput;

typedef struct {
    char *name;
    char *type;
    bool secret;
    bool error_output;
    char *public_key; /* of a secret output: base64, what its value is sealed to */
} WfEntryOutput;

typedef struct {
    char *action; /* CREATE, UPDATE, DELETE, SUSPEND, RESUME */
    char *recipe; /* digest: the text is at wf_path_recipe() */
    char *hook;   /* NULL: the entry's */
} WfEntryAction;

typedef enum { WF_CRASH_RERUN, WF_CRASH_FAIL } WfOnCrash;

typedef struct {
    char *name;
    char *spec, *deep;
    char *hook;
    char *hot; /* version of the expressions, as a date; NULL: the newest */
    json_t *options;
    GPtrArray *actions; /* WfEntryAction; an action that is not here is complete at once */
    GPtrArray *inputs;  /* WfEntryInput, in the order the recipe gets them */
    GPtrArray *outputs; /* WfEntryOutput */
    /* Of a structured config: each {input_key: NAME} in the recipe is replaced by that input. NULL:
     * it is no structured config. */
    char *input_key;
    bool input_strict;    /* an input that does not exist is an error, not null */
    GPtrArray *reads;     /* WfEntryRead: producers of inputs */
    GPtrArray *after;     /* WfEntryRead: predecessors without a value */
    GPtrArray *consumers; /* deletions only. WfEntryRead: who must have let go first, by being done
                             with `deep`, or deleted, or gone */
    guint timeout_s;      /* of one attempt */
    guint retries;
    WfOnCrash on_crash;
    bool no_signal; /* its outcome says when its recipe is about to start, for who follows it */
    guint64 retry;  /* wish: run again if failed and larger than the outcome's */
    bool pause;     /* wish: do not start it */
} WfEntry;

typedef struct {
    char *vm;
    guint jobs;       /* at the same time; at least 1 */
    char *facts_deep; /* what the VM's own facts are published under; or NULL */
    char *planner;    /* the planner's ACL identity (not its secret): what the agent makes has the
                         list [planner all] [VM WF_VM_...]; NULL: open */
    GPtrArray *auth;  /* char *: identities the VM also takes ("fleet:...", "cap.X:...") */
    GPtrArray *components; /* WfEntry, in the order to start equals in */
    GPtrArray *deletions;  /* WfEntry with consumers */
} WfManifest;

/* Inputs of such names are recipes that could not stand in the store in clear, or not yet: the
 * recipe proper is only {input_key: NAME}. They are nothing for hooks. */
#define WF_RECIPE_INPUT "weft_recipe_"

WfEntryRead *wf_entry_read_new(const char *key, const char *vm, const char *name, const char *deep);
void wf_entry_read_free(WfEntryRead *read);
WfEntryInput *wf_entry_input_new(const char *name);
void wf_entry_input_free(WfEntryInput *input);
WfEntryOutput *wf_entry_output_new(const char *name);
void wf_entry_output_free(WfEntryOutput *output);
WfEntryAction *wf_entry_action_new(const char *action, const char *recipe);
void wf_entry_action_free(WfEntryAction *action);
WfEntry *wf_entry_new(const char *name); /* arrays empty, defaults of man 5 weft-model set */
void wf_entry_free(WfEntry *entry);
WfManifest *wf_manifest_new(const char *vm);
void wf_manifest_free(WfManifest *manifest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfEntry, wf_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfManifest, wf_manifest_free)

/* @vm: whose manifest it has to be. */
WfManifest *wf_manifest_parse(const void *data, gsize len, const char *vm, GError **error);

/* Seals a JSON text to the manifest's VM; returns base64. (keys.h: wf_keys_seal_to_vm()) */
typedef char *(*WfSealFunc)(const char *text, gsize len, gpointer data);
/* Deterministic for a deterministic @seal. {"weft_secret": VALUE} leaves come out as
 * {"get_attr": ["@sealed", seal(VALUE)]}; with @seal NULL there must be none (WF_ERROR_INVALID).
 * Refuses (WF_ERROR_LIMIT) what no agent would accept. The result may need wf_spill_pack(). */
GBytes *wf_manifest_format(const WfManifest *manifest, WfSealFunc seal, gpointer seal_data,
                           GError **error);

/* Do two manifests, as they are written, differ in nothing but `spec` and `deep` of components and
 * of what those read? Then they have the same components, readers and recipes, too. */
bool wf_manifest_alike(GBytes *a, GBytes *b);

/* The keys of `reads` that an expression names, each once, borrowed from it; "@self", "@infra"
 * and "@sealed" are left out. */
void wf_expression_reads(const json_t *expression, GPtrArray *ret_keys);

/* Tells which manifest a VM speaks of: see WfSt. Of names and deep digests; wishes leave it as it
 * is. */
char *wf_manifest_digest(const WfManifest *manifest);

/* A component's own definition: hook, options, recipes, inputs with their expressions and
 * defaults, outputs. Not its order, timeout, retries or wishes: those never make it run again.
 * Takes the entry with its {"weft_secret"} leaves, before sealing. */
char *wf_entry_spec(const guint8 key[WF_DIGEST_KEY_BYTES], const WfEntry *entry);
/* spec and the deep digests of all in reads and after (whatever their order): Merkle over the DAG.
 * Call in topological order, filling in `deep` of the reads on the way. */
char *wf_entry_deep(const guint8 key[WF_DIGEST_KEY_BYTES], const WfEntry *entry);

/* ---- Recipes ----------------------------------------------------------- */

/* @config is text or a map, as Heat's hooks take it. The payload may need wf_spill_pack(). */
GBytes *wf_recipe_format(const json_t *config);
json_t *wf_recipe_parse(const void *data, gsize len,
                        GError **error); /* new reference to the config */
char *wf_recipe_digest(const guint8 key[WF_DIGEST_KEY_BYTES], const json_t *config);

/* ---- Outcome: what a component came to ---------------------------------- */

typedef enum { WF_STATUS_NONE, WF_STATUS_DONE, WF_STATUS_FAILED, WF_STATUS_DELETED } WfStatus;
const char *wf_status_name(WfStatus status); /* "none", "done", ... */

typedef struct {
    WfStatus status;
    char *want;  /* the deep digest this is the outcome of */
    char *doing; /* a recipe changes it right now, for this want: it is good for nobody; or NULL */
    char *delivered; /* its recipe was started for this want, whatever came of it; or NULL */
    guint64 runs;    /* how many have ended so far: tells the later of two outcomes */
    char *spec;      /* of the last finished run */
    char *action;    /* the last one that ran */
    char *inputs;    /* digest of the values observed at that run, by the VM's own key */
    json_t *lazy;    /* {INPUT: digest} of lazy ones it read; or NULL */
    char *replace;   /* digest of its replace_on_change inputs; or NULL */
    json_t *outputs; /* {NAME: value}; never secret ones; NULL is {} */
    bool sealed;     /* the child `sealed` holds more */
    json_t *missing; /* declared outputs that were never written, by name; or NULL */
    guint attempt;   /* of this want, from 1 */
    guint64 retry;   /* the wish that was served */
    int exit;        /* exit status; negative: the signal */
    char *cause;     /* of a failure, one line */
    char *log;       /* end of what the recipe printed, at most WF_LIMIT_LOG_TAIL */
    gint64 started, finished;
    json_t *earlier; /* [[started, finished], ...] of the attempts at this before; or NULL */
    char *machine;   /* which machine ran it */
} WfOutcome;

WfOutcome *wf_outcome_new(void);
void wf_outcome_free(WfOutcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfOutcome, wf_outcome_free)
WfOutcome *wf_outcome_copy(const WfOutcome *outcome);
/* Done for this very want (NULL: any), and nothing changes it. @outcome may be NULL. */
bool wf_outcome_is_done(const WfOutcome *outcome, const char *want);
bool wf_outcome_is_delivered(const WfOutcome *outcome, const char *want);
WfOutcome *wf_outcome_parse(const void *data, gsize len, GError **error);
/* WF_ERROR_LIMIT: the outputs make it larger than a zNode may be, or deeper than readers take. */
GBytes *wf_outcome_format(const WfOutcome *outcome, GError **error);

/* The child `sealed`: {"weft":1,"want":DEEP,"values":{OUTPUT: base64 sealed box of the JSON text}}.
 * Written in the same multi as its outcome; a reader that finds another want than the outcome's
 * reads both again. */
typedef struct {
    char *want;
    json_t *values;
} WfSealed;
WfSealed *wf_sealed_parse(const void *data, gsize len, GError **error);
GBytes *wf_sealed_format(const char *want, const json_t *values, GError **error);
void wf_sealed_free(WfSealed *sealed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfSealed, wf_sealed_free)

/* ---- st: what a VM's components are doing ------------------------------- */

typedef enum {
    WF_STATE_PENDING, /* nothing known yet */
    WF_STATE_WAITING, /* on what: see `on` */
    WF_STATE_RUNNING,
    WF_STATE_DONE,
    WF_STATE_FAILED,
    WF_STATE_BLOCKED, /* never written: something upstream failed; viewers derive it */
    WF_STATE_LOST,    /* never written: its agent is away */
    WF_STATE_SKIPPED,
    WF_STATE_STALE, /* done for an older want, and not yet looked at again */
    WF_N_STATES,
} WfState;
const char *wf_state_name(WfState state);

typedef struct {
    char *name;
    WfState state;
    bool deleting;  /* its DELETE is what it is about */
    bool delivered; /* who follows it need not wait any more, nor care what comes of it */
    char *on;       /* waiting: the producer's name, or "slot", "pause", "phase", "retry", "disk",
                       "agent"; running: the producer of the lazy input it waits for */
    char *on_vm;    /* where that producer is */
    char *output;   /* which of its outputs; NULL: only its end */
    guint attempt;  /* 0: none yet */
    gint64 since;   /* when the state began */
    bool missing;   /* done: its outcome names outputs that were never written */
    char *line;     /* running: last line printed */
} WfStEntry;

typedef struct {
    gint64 at; /* when it was written */
    guint n[WF_N_STATES];
    GPtrArray *entries; /* WfStEntry */
    bool cut;           /* finished ones were left out for size; n[] counts them */
    char *manifest;     /* wf_manifest_digest() of the one these are the states of; or NULL */
    guint jobs;         /* recipes at the same time, if the agent was told so; else 0 */
} WfSt;

WfSt *wf_st_new(void);
void wf_st_free(WfSt *st);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfSt, wf_st_free)
WfStEntry *wf_st_add(WfSt *st, const char *name, WfState state); /* counts it */
WfSt *wf_st_parse(const void *data, gsize len, GError **error);
/* Always fits a zNode: lines go first, then finished entries. */
GBytes *wf_st_format(const WfSt *st);

/* ---- Presence ---------------------------------------------------------- */

/* What the VM may do (WF_PERM_...) with what its agent makes: with epoch, st and up; and with live,
 * where up comes and goes. The planner knows the lists by these. */
#define WF_VM_WRITES (WF_PERM_READ | WF_PERM_WRITE)
#define WF_VM_JOINS (WF_PERM_READ | WF_PERM_CREATE | WF_PERM_DELETE)

/* live/up, and the data of epoch: who holds the VM; the lock: who plans. */
typedef struct {
    char *machine, *boot; /* /etc/machine-id (hashed) and the kernel's boot id; of a lock the host
                             name, and boot id and process namespace: where pid is one process */
    gint64 pid;
    guint64 start; /* when that process began, in ticks since the boot: a number is used again */
    char *version;
    gint64 since;
    bool rights; /* of a lock: its holder changes access lists, which nothing fences */
} WfUp;
WfUp *wf_up_parse(const void *data, gsize len, GError **error);
GBytes *wf_up_format(const WfUp *up);
void wf_up_free(WfUp *up);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfUp, wf_up_free)
