/* How long pretended recipes take. */
#include "run_priv.h"

#include <string.h>

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
