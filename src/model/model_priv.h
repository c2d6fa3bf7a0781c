/* The tables behind weft/model.h. Only src/model includes this.
 *
 * Loading runs in passes over flat tables, of which each only uses what earlier ones made:
 *   declare: sections, resources, nested stacks and groups: names get ids (template.c, group.c)
 *   software: deployments and `components:` become components (software.c, short.c, wait.c)
 *   refer: every expression is scanned once for what it refers to (refs.c, links.c)
 *   connect: reads, run lists and server order become the DAG (edges.c)
 *
 * Values (value.c) and references (refs.c) stand below the passes: what names mean in an expression
 * the evaluator is told by the model's resolver (resolve.c). */
#pragma once

#include "names.h"

#include <weft/error.h>
#include <weft/expr.h>
#include <weft/limits.h>
#include <weft/model.h>
#include <weft/param.h>

typedef struct {
    guint32 doc;
    WfScope parent; /* where the stack's properties stand; WF_NONE for the root */
    WfScope
        lexical; /* whose names, parameters and conditions count: itself, unless a group member */
    WfId owner;  /* the nested stack or group member it belongs to; WF_NONE */
    guint depth;
    WfSym prefix;
    WfHotVersion version;
    WfNode version_node;
    WfNode parameters, conditions, resources, components, run_lists, outputs;
    WfNode properties;      /* what the parent gives to the parameters, in the parent's document */
    WfSym index_var, index; /* group member: what stands for what */
    WfScope outer;          /* the group member this one is inside of, by definition; WF_NONE */
    WfScope names;      /* whose own components' names count: itself, unless it is a derived one */
    WfScope definition; /* group member: the scope its definition stands in; else itself */
    bool secret;        /* a derived one: a secret parameter's value stands in its document */
} Scope;

enum {
    RESOURCE_DISABLED = 1,
    RESOURCE_MISSPELT = 2, /* has a property nobody knows */
    RESOURCE_USED = 4,     /* CONFIG: a deployment names it */
};

typedef struct {
    WfSym name, local, type;
    WfScope scope; /* in which its definition is read */
    WfNode key, def;
    WfNode type_node, properties; /* 0: none */
    WfId parent;
    WfId vm;                 /* SERVER */
    WfScope inner;           /* NESTED */
    guint32 first, n;        /* GROUP: members (resource ids are neighbours by member list) */
    WfId inside, inside_end; /* all that is in it, made while it was expanded: resources, */
    WfId shorts, shorts_end; /* and components of the short form */
    WfId first_component;    /* DEPLOYMENT(_GROUP), WAIT; WF_NONE */
    guint32 n_components;
    guint8 kind, flags;
    const char *base; /* NESTED through a registry: the environment's directory; borrowed */
    guint32 entry;    /* of the registry that gave the type, + 1; 0: none */
    WfId previous;    /* member of a ResourceChain: the one before; WF_NONE */
} Resource;

/* Seconds: what a recipe or a wait gets if nothing is said, and the most that may be said. */
enum { USUAL_TIMEOUT = 3600, LONGEST_TIMEOUT = 365 * 24 * 3600 };

enum {
    COMPONENT_NO_SIGNAL = 1,
    COMPONENT_STRUCTURED = 2,
    COMPONENT_SHORT = 4,
    COMPONENT_ONCE = 8, /* fails if it is cut off, and is not begun anew */
};

typedef struct {
    WfSym name, group;
    WfScope scope;
    WfNode key, def;
    WfId vm;
    WfId config;   /* resource that holds the recipe; WF_NONE for the short form */
    WfId resource; /* the deployment or group; WF_NONE for the short form */
    WfId first_input, first_output, first_read;
    guint32 timeout;
    guint16 retries;
    guint8 kind, actions, flags;
    guint8 implicit_reads; /* a bit for each implicit output that somebody reads */
} Component;

enum {
    INPUT_DECLARED = 1,
    INPUT_LAZY = 2,
    INPUT_SECRET = 4,
    INPUT_REPLACE = 8,
    INPUT_WAIT = 16, /* has an entry in m->waits */
};

typedef struct {
    WfSym name;
    WfScope scope;
    WfNode value;
    guint8 type, flags;
} Input;

typedef struct {
    guint32 timeout;
    WfWaitThen then;
    WfExpr fallback;
} Wait;

enum { OUTPUT_SECRET = 1, OUTPUT_ERROR = 2 };

typedef struct {
    WfSym name;
    WfNode node;
    guint32 doc;
    guint8 type, flags;
} Output;

typedef struct {
    WfId input, target;
    WfSym attr;
    WfScope scope;
    WfNode node;
    guint8 source;
} Read;

/* An edge's meaning: the read that makes it, or the rule's place. */
typedef struct {
    guint32 read; /* WF_NONE: place below */
    guint8 kind;
} EdgeMeaning;

typedef struct {
    WfId from, to, component;
    WfSym attr;
    WfExpr at;
    bool order;
} Link;

typedef struct {
    WfSym name;
    WfSym given_by; /* 0: no value */
    json_t *value;  /* converted; NULL: none */
    WfNode node, key;
    WfParamType type;
    bool hidden, used_by_infra, used_by_software;
    WfDigest digest; /* of the value, made on demand */
} Parameter;

typedef struct {
    WfSym name;
    WfNode key, value;
    bool reads_software;
} StackOutput;

typedef struct {
    guint32 first, n; /* in m->vm_components / m->run_components */
} Range;

typedef struct {
    WfSym name;
    WfId resource;
    Range components, run_list;
    guint16 jobs;
    bool publishes;
} Vm;

/* How many expressions one may lead through. A model in which that was not enough gets much less
 * from then on, so that hostile ones cost no more than a few times the budget. */
typedef struct {
    guint left;
    bool spent;
} Budget;

static inline void budget_begin(Budget *b, guint size)
{
    b->left = b->spent ? size / 100 : size;
}

static inline bool budget_take(Budget *b)
{
    if (b->left == 0) {
        b->spent = true;
        return false;
    }
    b->left--;
    return true;
}

enum { WF_EVAL_DEPTH = 64 };

struct WfModel {
    gatomicrefcount refs;
    char *path, *stack_name;
    GPtrArray *roots; /* of char *: folders files may be read from */

    GPtrArray *docs;          /* of WfDoc */
    GPtrArray *doc_paths;     /* of char *, as read from disk; NULL for standard input */
    GHashTable *doc_of;       /* path -> index + 1 */
    GHashTable *files;        /* path -> GBytes, NULL value: unreadable */
    GHashTable *files_named;  /* document << 32 | symbol of the name -> GBytes of files */
    GHashTable *file_digests; /* GBytes -> WfDigest, on demand */
    GPtrArray *file_list;     /* NULL-terminated when loaded */
    gsize total_bytes;

    json_t *env_parameters; /* name -> {"value":, "by":, "before": an entry to merge with} */
    json_t *env_defaults;   /* the same, for every level */
    GArray *registry;       /* of RegistryEntry, later entries win */

    WfNames *names;
    WfSym *root_entity; /* entity by symbol for scope 0 */
    guint32 n_root_entity;
    GHashTable *entities; /* scope << 32 | symbol -> entity, other scopes */
    GHashTable *left_out; /* scope << 32 | symbol: what has a condition that is false */

    GArray *scopes, *resources, *components, *inputs, *outputs, *reads, *links, *vms;
    GArray *parameters, *stack_outputs;
    GHashTable *parameter_of; /* symbol -> index + 1 */
    GArray *members;          /* WfId: members of groups */
    bool looks_inside;        /* some resource passes on what an expression elsewhere gives */
    bool reads_pseudo;        /* some expression names a pseudo parameter */
    GHashTable *waits;        /* input id + 1 -> Wait */
    GHashTable *conditions;   /* scope << 32 | symbol -> WfDecision + 1 */
    GHashTable *written_out;  /* scope << 32 | node of a function -> the same of what it makes */
    WfId *vm_components;      /* grouped by VM */
    GArray *run_components;
    GArray *server_order; /* of ServerOrder */

    WfGraph *graph;
    GArray *edge_meaning;  /* of EdgeMeaning */
    GArray *edge_places;   /* of WfPlace, for edges without a read */
    GPtrArray *fact_names; /* "@vm", made on demand */

    struct {
        WfId outputs, reads;
    } hints;                  /* where the last look-up of an entry's component ended */
    GHashTable *component_of; /* symbol -> component + 1, made on demand */
    WfFindings *findings;     /* only while loading */
    GHashTable *said;         /* faults: many stacks of one template would repeat them */
    bool muted;               /* the last fault was such a repetition, so no hint either */
    bool is_full;
    bool bad_options;       /* an environment or a -P is wrong */
    GHashTable *plain_keys; /* symbols of keys that resemble no function: found out once each */
    gint64 suggestions;     /* names that may still be compared for "did you mean" */
    Budget eval_budget, scan_budget, digest_budget;
    bool scanning;    /* references, with that budget */
    guint eval_depth; /* expressions that lead to expressions */
    WfExpr evaluating[WF_EVAL_DEPTH], circle[WF_EVAL_DEPTH];
    guint n_circle; /* expressions that lead to themselves: the last ones met */
    const WfExprResolver *resolver;
};

typedef struct {
    char **names;  /* the resource it is for, from the outermost stack in; none: every one */
    char *pattern; /* type, or prefix and '*' */
    char *target;  /* type, or path relative to base */
    char *base;    /* directory of the environment file */
    bool wildcard;
} RegistryEntry;

typedef struct {
    WfId from_vm, from_component; /* one of them */
    WfId to_vm, to_component;     /* one of them */
    WfPlace place;
} ServerOrder;

#define SCOPE(m, s) (&g_array_index((m)->scopes, Scope, (s)))
#define RESOURCE(m, r) (&g_array_index((m)->resources, Resource, (r)))
#define COMPONENT(m, c) (&g_array_index((m)->components, Component, (c)))
#define INPUT(m, i) (&g_array_index((m)->inputs, Input, (i)))
#define OUTPUT(m, o) (&g_array_index((m)->outputs, Output, (o)))
#define READ(m, i) (&g_array_index((m)->reads, Read, (i)))
#define VM(m, v) (&g_array_index((m)->vms, Vm, (v)))

/* tables.c */
WfSym wf_sym(WfModel *m, const char *s);
WfSym wf_sym_node(WfModel *m, const WfDoc *doc, WfNode node);
WfSym wf_sym_join(WfModel *m, WfSym prefix, WfSym name); /* both texts, one after the other */
const WfDoc *wf_scope_doc(const WfModel *m, WfScope scope);
/* A fault in a scope's document; does nothing after loading. */
void wf_fault(WfModel *m, WfScope scope, WfNode node, WfCode code, const char *format, ...)
    G_GNUC_PRINTF(5, 6);
void wf_fault_hint(WfModel *m, const char *format, ...) G_GNUC_PRINTF(2, 3);
bool wf_fault_meant(WfModel *m, const char *near); /* as wf_findings_meant() */

/* The trap of YAML 1.1: a name that it reads as a boolean or a number. Returns whether @node is
 * such a one, and then hints at it. */
bool wf_fault_hint_quotes(WfModel *m, WfScope scope, WfNode node);
/* A warning if the key @key, which is a name, is such a one: other readers take it for another. */
void wf_name_quotes(WfModel *m, WfScope scope, WfNode key);

/* names to things: an entity is (id + 1) << 1 | is_component, 0 = none */
typedef guint32 Entity;
#define ENTITY_RESOURCE(r) (((r) + 1) << 1)
#define ENTITY_COMPONENT(c) (((c) + 1) << 1 | 1)
#define ENTITY_ID(e) (((e) >> 1) - 1)
#define ENTITY_IS_COMPONENT(e) ((e)&1)
#define SCOPE_FLAT (WF_NONE - 1) /* names as flattened, of every level */
/* Two numbers in one pointer, as a key of tables that are made with wf_pair_hash(). */
G_STATIC_ASSERT(sizeof(gpointer) == 2 * sizeof(guint32));
static inline gpointer wf_pair(guint32 x, guint32 y)
{
    return (gpointer)((gsize)x << 32 | y);
}
guint wf_pair_hash(gconstpointer key);
Entity wf_entity(const WfModel *m, WfScope scope, WfSym name);
void wf_entity_flat(WfModel *m, WfSym name, Entity entity);
/* Says so and returns false if the name is taken. */
bool wf_entity_add(WfModel *m, WfScope scope, WfSym name, Entity entity, WfNode key);
WfExpr wf_entity_key(const WfModel *m, Entity e); /* where its name stands */
/* To a fault about a name: where the other thing stands that has it. */
void wf_fault_other(WfModel *m, Entity other);
/* May a name be compared with so many for "did you mean"? Takes them from the model's budget. */
bool wf_may_suggest(const WfModel *m, guint n_names);
/* The name in this scope nearest to @name, or NULL. Caller frees. */
char *wf_entity_nearest(const WfModel *m, WfScope scope, const char *name);
/* The key of @map nearest to @name, or NULL. Caller frees. */
char *wf_key_nearest(const WfModel *m, const WfDoc *doc, WfNode map, const char *name);
/* What @name names in the scope; 0 with a fault if nothing and @check. */
Entity wf_entity_node(WfModel *m, WfScope scope, WfNode name, bool check);
/* Hints that @name stands in a section that another one of the same file replaced; false: it does
 * not. */
bool wf_hint_replaced(WfModel *m, WfScope scope, const char *section, const char *name);
/* The condition of that component or resource is false. */
void wf_leave_out(WfModel *m, WfScope scope, WfSym name);
/* Is @name the name of a component or resource whose condition is false? An order drops it. */
bool wf_is_left_out(const WfModel *m, WfScope scope, WfNode name);
/* Says that @name is the name of nothing, and what was perhaps meant. */
void wf_entity_unknown(WfModel *m, WfScope scope, WfNode name);
WfScope wf_scope_new(WfModel *m, const Scope *scope);
/* No more resources fit; says so once. */
bool wf_resources_full(WfModel *m, WfScope scope, WfNode at);
/* 0 also for null, which is the same as leaving the property out. */
WfNode wf_resource_property(const WfModel *m, WfId r, const char *name);
/* What stands in {weft: {KEY: ...}} of a resource's metadata; 0: nothing. */
WfNode wf_metadata_weft(const WfDoc *doc, WfNode def, const char *key);
/* The function called at @expr, and its arguments; WF_FN_NONE: none is. */
WfFunction wf_call_at(const WfModel *m, WfExpr expr, WfNode *ret_arg);
bool wf_is_call(const WfModel *m, WfExpr expr);

/* clash.c */
/* Faults about names that are taken once the model is flattened. */
void wf_clash_check(WfModel *m);

/* folder.c: a folder was given as a model */
void wf_folder_set_error(const char *folder, GError **error);

/* source.c: files */
/* Index of the document at @path (relative to @base, or if NULL to @from's directory), or WF_NONE
 * with a fault. */
guint32 wf_source_doc(WfModel *m, WfScope from, WfNode at, const char *base, const char *path);
GBytes *wf_source_file(WfModel *m, WfScope scope, WfSym name); /* NULL: unreadable */
void wf_source_check_file(WfModel *m, WfScope scope, WfNode at, WfSym name);

/* environment.c */
/* A finding about an entry of env_parameters or env_defaults. */
void wf_environment_finding(WfModel *m, const json_t *entry, WfCode code, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
void wf_environment_read(WfModel *m, const char *const *paths, const char *const *parameters);

/* registry.c */
/* A resource_registry; its paths are relative to @dir. */
void wf_registry_read(WfModel *m, const WfDoc *doc, WfNode section, const char *dir);
/* What the registry makes of a type: *ret_base is the directory a path is relative to (NULL: the
 * template's own), *ret_entry the number of the entry + 1. Borrowed; @type itself if nothing
 * applies. */
const char *wf_registry_type(WfModel *m, const Resource *resource, const char *type,
                             const char **ret_base, guint32 *ret_entry);

/* merge.c */
/* What an entry of env_parameters or env_defaults gives a parameter of that type. New reference;
 * NULL: no entry, or an error. */
json_t *wf_environment_value(const json_t *entry, const char *name, WfParamType type,
                             GError **error);

/* declare.c */
/* Finds out what kind of resource it is (@type: as written, before the registry). */
WfId wf_resource_declare(WfModel *m, const Resource *resource, const char *type);

/* template.c */
void wf_version_read(WfModel *m, WfScope scope);
void wf_template_read(WfModel *m, WfScope scope);

/* types.c */
WfResourceKind wf_type_kind(const char *type);

/* computed.c */
/* The map or list that stands at @expr, if need be in a document of its own: computed now, with
 * entries that are expressions. Node 0: nothing is there, or it cannot be told, with a fault in
 * which it is called @what. The same at each call. May move scopes. */
WfExpr wf_written_out(WfModel *m, WfExpr expr, WfKind kind, const char *what);
/* Behind `if`s: the branch taken, node 0 if that is none. A wrong `if` is left to evaluation. */
WfExpr wf_taken(WfModel *m, WfExpr e);
WfKind wf_json_kind(const json_t *value);
typedef WfExpr (*WfWriteOut)(WfModel *m, WfExpr expr, WfKind kind, const char *what);
/* repeated.c: what `repeat` makes, as a list of expressions in the call's scope; NULL without an
 * error: only a running stack knows. @write_out is wf_written_out(), for the lists that it repeats
 * over. */
json_t *wf_repeated(WfModel *m, WfExpr call, WfWriteOut write_out, bool *ret_secret,
                    GError **error);
/* A document for @value, which was made of what stands at @at, in a scope like that one's. */
WfExpr wf_derived(WfModel *m, WfExpr at, const json_t *value);
/* The value of what is mostly a literal; NULL with a fault. */
json_t *wf_computed(WfModel *m, WfExpr expr);
WfSym wf_computed_name(WfModel *m, WfExpr expr); /* the same for a text; 0: it is none */
bool wf_is_true(WfModel *m, WfExpr expr);        /* true, or a text that says so */

/* schema.c: faults about what resources of Heat's own types take */
void wf_schema_check(WfModel *m);

/* declared.c */
bool wf_parameter_is_pseudo(const char *name);
bool wf_parameter_exists(const WfModel *m, WfScope scope, const char *name);
/* What the resource that @scope's stack stands for says of its metadata or a policy (node 0:
 * nothing); scope WF_NONE: the root stands for none. */
WfExpr wf_facade_node(const WfModel *m, WfScope scope, const char *what);
void wf_parameter_groups_check(WfModel *m, WfScope scope);
/* The parameter's entry in its template; 0 if it is not declared there. */
WfNode wf_parameter_node(const WfModel *m, WfScope scope, const char *name);
bool wf_parameter_says_hidden(const WfDoc *doc, WfNode node);
/* The expression a nested stack's parameter takes its value from; node 0: none (a default, or the
 * root). */
WfExpr wf_parameter_given(const WfModel *m, WfScope scope, const char *name);
/* Says that @name, which stands or is computed at @at, is the name of no parameter, and what was
 * perhaps meant. */
void wf_parameter_unknown(WfModel *m, WfScope scope, WfNode at, const char *name);
bool wf_parameter_hidden(const WfModel *m, WfScope scope, const char *name);
/* The root's parameter of that name; NULL. */
Parameter *wf_parameter_root(const WfModel *m, WfSym name);
Parameter *wf_parameter_named(const WfModel *m, const char *name);

/* parameters.c */
void wf_parameters_read(WfModel *m);
/* Value of a parameter seen from @scope, partially evaluated; NULL without error: unknown. */
json_t *wf_parameter_get(WfModel *m, WfScope scope, const char *name, WfValueMode mode,
                         bool *ret_expr, GError **error);
void wf_parameters_check(WfModel *m, WfScope scope);
void wf_parameters_check_values(WfModel *m);

/* conditions: value.c */
typedef enum { WF_NO, WF_YES, WF_UNDECIDED } WfDecision;
WfDecision wf_condition_node(WfModel *m, WfScope scope, WfNode node); /* name or expression */
/* Says what is wrong with the condition whose name stands at @key. */
void wf_condition_check(WfModel *m, WfScope scope, WfNode key);
/* NULL: undecided in the root, where it keeps its name; in a nested stack it is an expression then.
 */
json_t *wf_condition_get(WfModel *m, WfScope scope, const char *name, bool *ret_expr,
                         GError **error);

/* attr.c: what get_attr and get_resource give, as expressions with flattened names */
json_t *wf_attr_get(WfModel *m, WfScope scope, const char *name, const json_t *path,
                    WfValueMode mode, bool *ret_expr, GError **error);
json_t *wf_resource_get(WfModel *m, WfScope scope, const char *name, WfValueMode mode,
                        bool *ret_expr, GError **error);
/* The value node of an output of a nested stack's template, 0 if its condition is false (the value
 * is null then); false if there is no such output. */
bool wf_scope_output(WfModel *m, WfScope scope, const char *name, gsize len, WfNode *ret_value);
/* Member of a group by its index as text; WF_NONE. */
WfId wf_group_member(const WfModel *m, WfId group, const char *index, gsize len);
/* The member that the step of a path after "refs" or "refs_map" picks; WF_NONE: no certain one. */
WfId wf_group_picked(const WfModel *m, WfId group, const char *attr, const json_t *step);
/* What [GROUP, NAME, OUTPUT] reads of a server that is a member of a group: the component of that
 * name in its metadata; WF_NONE: none, or the server has an attribute of that name. */
WfId wf_member_component(const WfModel *m, WfId server, WfSym name);

/* resolve.c: what names mean; its data is a ValueContext */
typedef struct {
    WfModel *m;
    WfScope scope;
    WfValueMode mode;
} ValueContext;
extern const WfExprResolver wf_resolver;

/* value.c */
json_t *wf_value(WfModel *m, WfExpr expr, WfValueMode mode, GError **error);
/* The same; *ret_known: it is data, even if some of it looks like a call; else an expression. */
json_t *wf_value_known(WfModel *m, WfExpr expr, WfValueMode mode, bool *ret_known, GError **error);
json_t *wf_value_known_or_fault(WfModel *m, WfExpr expr, bool *ret_known);
/* Does a value hold what reads as a call that only a running stack can answer? */
bool wf_value_is_open(WfModel *m, WfScope scope, const json_t *value);
/* The same, with a fault at the right place when it fails. NULL: failed. */
json_t *wf_value_or_fault(WfModel *m, WfExpr expr);
/* Says so if it is made of itself. */
void wf_value_check_circle(WfModel *m, WfExpr expr);
/* False with a fault if a function there has wrong arguments; names are checked elsewhere. */
bool wf_value_check(WfModel *m, WfExpr expr);
/* The fault that evaluating @expr ended with, at the place below it that the JSON pointer @where
 * (or NULL) leads to. */
void wf_value_say(WfModel *m, WfExpr expr, const char *where, const GError *error);
/* The resource an evaluated {"get_resource": NAME} means, or WF_NONE. */
WfId wf_value_resource(const WfModel *m, const json_t *value);

/* components.c: by the id of a type, and by the bit of an action; NULL ends */
extern const char *const wf_type_texts[], *const wf_action_names[];

/* forms.c */
WfId wf_component_new(WfModel *m, const Component *component);
/* Somebody reads this output, declared or implicit. */
void wf_component_note_read(WfModel *m, WfId c, WfSym attr);
guint8 wf_type_id(WfModel *m, WfScope scope, WfNode node);  /* of an input or output */
WfId wf_resolve_vm(WfModel *m, WfScope scope, WfNode node); /* faults and WF_NONE if it is no VM */
void wf_output_add(WfModel *m, WfSym name, WfScope scope, WfNode node, guint8 type, guint8 flags);
/* The input of that name among those from @first on, or NULL. */
Input *wf_input_named(WfModel *m, guint first, WfSym name);
/* Says that the component has no input of that name. */
void wf_input_unknown(WfModel *m, WfScope s, WfNode name);
/* Of the inputs from @first on, those that @list names: INPUT_LAZY or INPUT_SECRET. */
void wf_inputs_flag(WfModel *m, WfScope s, WfNode list, guint first, guint8 flag);

/* software.c, short.c, group.c, wait.c */
void wf_software_read(WfModel *m, WfId resource); /* a deployment or deployment group */
void wf_config_check(WfModel *m, WfId config); /* for one that no deployment names: faults only */
void wf_short_declare(WfModel *m, WfScope scope, WfNode components, WfId server);
void wf_short_read(WfModel *m, WfId component);
guint16 wf_jobs_read(WfModel *m, WfScope scope, WfNode node); /* how many recipes at a time */
/* @expand: what is in a member, be it a stack or another group. */
void wf_group_expand(WfModel *m, WfId resource, void (*expand)(WfModel *m, WfId member));
void wf_wait_read(WfModel *m);
/* The entries of a SoftwareComponent's configs, a list, and one of them, a map. */
WfExpr wf_config_entries(WfModel *m, WfId config);
WfExpr wf_config_entry(WfModel *m, WfExpr item);
/* At which actions an entry of a SoftwareComponent's configs runs. */
guint8 wf_config_actions(WfModel *m, WfExpr item);

void wf_links_read(WfModel *m);
void wf_reads_read(WfModel *m, WfId component);
void wf_edges_connect(WfModel *m);
