/* How long pretended recipes take, and what is asked of them. */
#include "run_priv.h"

#include <math.h>
#include <string.h>

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

static char *wrong_component(const WfModel *m, const WfModel *update, const char *name,
                             const char *option)
{
    if (wf_model_component_find(m, name) != WF_NONE ||
        (update && wf_model_component_find(update, name) != WF_NONE))
        return NULL;
    return g_strdup_printf("%s: there is no component '%s'", option, name);
}

/* "VM@COMPONENT" */
static char *wrong_kill(const WfModel *m, const WfModel *update, const char *kill)
{
    const char *at = strchr(kill, '@');
    g_autofree char *vm = g_strndup(kill, at ? (gsize)(at - kill) : 0);

    if (!at || wf_model_vm_find(m, vm) == WF_NONE)
        return g_strdup_printf("--kill-agent takes VM@COMPONENT, not '%s'", kill);
    return wrong_component(m, update, at + 1, "--kill-agent");
}

char *wf_rehearsal_wrong_name(const WfModel *m, const WfModel *update, const char *const *fail,
                              const char *const *slow, const char *const *kill)
{
    char *wrong = NULL;

    for (; !wrong && fail && *fail; fail++)
        wrong = wrong_component(m, update, *fail, "--fail");
    for (; !wrong && slow && *slow; slow++) {
        const char *equals = strrchr(*slow, '=');
        g_autofree char *name = g_strndup(*slow, equals ? (gsize)(equals - *slow) : strlen(*slow));
        wrong = wrong_component(m, update, name, "--slow");
    }
    for (; !wrong && kill && *kill; kill++)
        wrong = wrong_kill(m, update, *kill);
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
