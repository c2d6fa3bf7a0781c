/* How long pretended recipes take, and what is asked of them. */
#include "run_priv.h"

#include <math.h>
#include <string.h>
#include <weft/text.h>

/* ---- what was typed ---- */

char *wf_rehearsal_wrong_number(double speed, const char *const *slow)
{
    enum { MOST_S = 1000000 };
    const double slowest = 0.001;

    if (!isfinite(speed) || speed < 0 || (speed > 0 && speed < slowest))
        return g_strdup_printf("--speed takes a number from %g, or 0 for no time at all", slowest);
    for (; slow && *slow; slow++) {
        const char *equals = strrchr(*slow, '=');
        char *end = NULL;
        double seconds = equals ? g_ascii_strtod(equals + 1, &end) : -1;
        if (!equals || end == equals + 1 || *end || !(seconds >= 0 && seconds <= MOST_S))
            return g_strdup_printf("--slow takes COMPONENT=SECONDS, not more than %d, not '%s'",
                                   MOST_S, *slow);
    }
    return NULL;
}

typedef struct {
    const char *what; /* "component" */
    guint32 (*n)(const WfModel *m);
    const char *(*name)(const WfModel *m, WfId id);
    WfId (*find)(const WfModel *m, const char *name);
} Things;

static const Things components = {"component", wf_model_n_components, wf_model_component_name,
                                  wf_model_component_find};
static const Things vms = {"VM", wf_model_n_vms, wf_model_vm_name, wf_model_vm_find};

/* NULL: one of the models (the second may be NULL) has it. */
static char *wrong_thing(const WfModel *const models[2], const Things *things, const char *name,
                         const char *option)
{
    WfNearest near = wf_nearest_to(name);

    for (guint i = 0; i < 2 && models[i]; i++) {
        if (things->find(models[i], name) != WF_NONE)
            return NULL;
        for (WfId id = 0; id < things->n(models[i]); id++)
            wf_nearest_try(&near, things->name(models[i], id));
    }
    return near.found ? g_strdup_printf("%s: there is no %s '%s'; did you mean '%s'?", option,
                                        things->what, name, near.found)
                      : g_strdup_printf("%s: there is no %s '%s'", option, things->what, name);
}

/* Is it anywhere the component of that VM? */
static bool runs_on(const WfModel *const models[2], const char *vm, const char *component)
{
    for (guint i = 0; i < 2 && models[i]; i++) {
        WfId c = wf_model_component_find(models[i], component);
        if (c != WF_NONE && wf_model_component_vm(models[i], c) == wf_model_vm_find(models[i], vm))
            return true;
    }
    return false;
}

/* "VM@COMPONENT" */
static char *wrong_kill(const WfModel *const models[2], const char *kill)
{
    const char *at = strchr(kill, '@');
    g_autofree char *vm = g_strndup(kill, at ? (gsize)(at - kill) : 0);

    if (!at)
        return g_strdup_printf("--kill-agent takes VM@COMPONENT, not '%s'", kill);
    char *wrong = wrong_thing(models, &vms, vm, "--kill-agent");
    if (!wrong)
        wrong = wrong_thing(models, &components, at + 1, "--kill-agent");
    if (!wrong && !runs_on(models, vm, at + 1))
        wrong = g_strdup_printf("--kill-agent: '%s' is no component of VM '%s'", at + 1, vm);
    return wrong;
}

char *wf_rehearsal_wrong_name(const WfModel *m, const WfModel *update, const char *const *fail,
                              const char *const *slow, const char *const *kill)
{
    const WfModel *const models[] = {m, update};
    char *wrong = NULL;

    for (; !wrong && fail && *fail; fail++)
        wrong = wrong_thing(models, &components, *fail, "--fail");
    for (; !wrong && slow && *slow; slow++) {
        const char *equals = strrchr(*slow, '=');
        g_autofree char *name = g_strndup(*slow, equals ? (gsize)(equals - *slow) : strlen(*slow));
        wrong = wrong_thing(models, &components, name, "--slow");
    }
    for (; !wrong && kill && *kill; kill++)
        wrong = wrong_kill(models, *kill);
    return wrong;
}

/* ---- pace ---- */

char **wf_rehearsal_pace(const WfModel *m, double speed, guint32 seed, const char *const *slow)
{
    GPtrArray *pace = g_ptr_array_new();
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    for (WfId c = 0; speed > 0 && c < wf_model_n_components(m); c++) {
        g_ascii_formatd(number, sizeof number, "%.3f", g_rand_double_range(rand, 1, 3) / speed);
        g_ptr_array_add(pace, g_strdup_printf("%s=%s", wf_model_component_name(m, c), number));
    }
    for (; slow && *slow; slow++) /* later ones win */
        g_ptr_array_add(pace, g_strdup(*slow));
    g_ptr_array_add(pace, NULL);
    return (char **)g_ptr_array_free(pace, FALSE);
}

json_t *wf_rehearsal_expected(const char *const *pace)
{
    json_t *durations = json_object();

    for (; pace && *pace; pace++) {
        const char *equals = strrchr(*pace, '=');
        g_autofree char *name = equals ? g_strndup(*pace, (gsize)(equals - *pace)) : NULL;
        if (name)
            json_object_set_new(
                durations, name,
                json_integer((json_int_t)(g_ascii_strtod(equals + 1, NULL) * 1000)));
    }
    return durations;
}
