/* The stripped template: infrastructure that any Heat accepts, without a word of
 * software and without an order among servers that only software asked for.
 *
 * Pure but for the key file, which the caller opens: the same model, options and
 * keys give the same bytes. Works on the integrated template (emit.h), so a model
 * and what `weft compose` makes of it give the same result, and stripping twice
 * changes nothing.
 *
 *     WfStripOptions options = {.stack = "shop", .ensemble = "zk1:2181,zk2:2181", .keys = keys};
 *     g_autoptr(WfStripped) s = wf_strip(model, &options, findings, &error);
 *     g_autofree char *yaml = wf_emit_yaml(s->template);
 *
 * What a VM with components gets is a cloud-config that writes WF_AGENT_CONFIG and
 * starts weft-agent:
 *     {"weft":1, "zookeeper":HOSTS[/CHROOT], "stack":NAME, "vm":NAME, "credential":BASE64,
 *      "facts":{RESOURCE:{ATTRIBUTE:value}}, "self":{"network_names":[NAME or null, ...]}}
 * "facts" and "self" only where components need them. A component's {get_attr: [R, A, path...]} of
 * infrastructure is ["@infra", R, A, path...] to the agent, {get_resource: R} is
 * ["@infra", R, WF_FACT_ID], and {get_param: OS::stack_id} is ["@infra", "OS::stack_id"]. */
#pragma once

#include <weft/findings.h>
#include <weft/keys.h>
#include <weft/model.h>

#define WF_AGENT_CONFIG "/etc/weft/agent.json"
#define WF_FACT_ID                                                                                 \
    "@id" /* the attribute under which the reference to a resource itself is kept                  \
           */
/* What wait conditions' signals are put into: one file per signal, in the order they came. */
#define WF_SIGNAL_FOLDER "/var/lib/weft/signals" /* /COMPONENT, as in a zNode's path */
#define WF_SIGNAL_COMMAND "/usr/local/bin/weft-signal"
#define WF_SIGNAL_ADDRESS "127.0.0.1:8791"

/* How the agent gets into a VM. */
typedef enum {
    WF_BOOTSTRAP_PACKAGE, /* cloud-init installs the package weft-agent */
    WF_BOOTSTRAP_IMAGE,   /* the image has it */
    WF_BOOTSTRAP_URL,     /* it is fetched with curl; "....deb" is installed with what it needs */
} WfBootstrapKind;

typedef struct {
    WfBootstrapKind kind;
    char *url;    /* URL only */
    char *sha256; /* 64 hexadecimal digits that the file must have; or NULL */
} WfBootstrap;

/* "package", "image", "url=URL" or "url=URL#sha256=HEX". False: *ret_why says what is wrong. */
bool wf_bootstrap_parse(const char *text, WfBootstrap *ret, const char **ret_why);
void wf_bootstrap_clear(WfBootstrap *b);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(WfBootstrap, wf_bootstrap_clear)

typedef struct {
    const char *stack;    /* the VMs' zNodes are below it */
    const char *ensemble; /* HOSTS[/CHROOT], as VMs reach it */
    const WfKeys *keys;   /* of that stack */
    WfBootstrap bootstrap;
    const char *
        root; /* files of scaling groups outside are not looked into; NULL: the template's folder */
    bool keep_placement; /* for a `weft place` that comes after; Heat refuses the section */
    bool odd;            /* findings about what is only odd are wanted, too */
} WfStripOptions;

typedef enum { WF_STRIP_KEPT, WF_STRIP_CHANGED, WF_STRIP_ADDED, WF_STRIP_REMOVED } WfStripState;

/* What became of one thing of the model. */
typedef struct {
    const char *section;  /* "resources", "components", "parameters", ... */
    const char *name;     /* flattened */
    const char *property; /* added or changed: the part of it, "user_data", "depends_on"; or NULL */
    const char *reason;   /* why, in words */
    WfPlace place;        /* node 0: nowhere */
    WfStripState state;
} WfStripItem;

typedef struct {
    json_t *template;
    GArray *items;       /* of WfStripItem, in the order in which it was decided */
    GStringChunk *texts; /* of them */
    guint n_agents;      /* VMs that run one */
} WfStripped;

/* Checks and strips. NULL with WF_ERROR_INVALID: @findings say why. */
WfStripped *wf_strip(const WfModel *m, const WfStripOptions *options, WfFindings *findings,
                     GError **error);
void wf_stripped_free(WfStripped *s);
/* WF_AGENT_CONFIG of one VM, for a machine that Heat does not make: a line of JSON. What only Heat
 * could tell is null there; @ret_open (of char *) gets where, as "facts.lb.vip". NULL as above, and
 * with WF_ERROR_NOT_FOUND if no such VM has an agent. */
char *wf_strip_agent(const WfModel *m, const WfStripOptions *options, const char *vm,
                     GPtrArray *ret_open, WfFindings *findings, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WfStripped, wf_stripped_free)
guint wf_stripped_count(const WfStripped *s, const char *section, WfStripState state);
/* {"weft":1, "items":[...], "counts":{...}}: what `weft strip --dry-run --json` prints. */
json_t *wf_stripped_summary(const WfModel *m, const WfStripped *s);

/* An environment without the parameters that left: the same but for `parameters`,
 * `parameter_defaults` and what names them; and without types of its own that nothing is of any
 * more. New reference. */
json_t *wf_strip_environment(const WfStripped *s, const json_t *environment);

/* Does any VM of the model need an agent, and so keys? */
bool wf_strip_needs_keys(const WfModel *m);

/* What the hook `wait` is given as config for the component of a translated wait condition:
 * {"signals": FOLDER, "count": N}. NULL for other components. New reference. */
json_t *wf_strip_wait_config(const WfModel *m, WfId component);
