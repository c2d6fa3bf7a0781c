/* Themes: whatever the file, it loads with findings or fails with an error, and every look and the
 * checks of it can be asked for. */
#include <stdint.h>

#include <weft/theme.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_autoptr(WfTheme) theme = wf_theme_parse("fuzz.yaml", bytes, findings, &error);
    g_assert(!theme == (error != NULL));
    if (!theme)
        return 0;
    for (guint i = 0; i < WF_N_ROLES; i++)
        for (guint depth = WF_DEPTH_PLAIN; depth <= WF_DEPTH_TRUE; depth++) {
            WfLook look = wf_theme_look(theme, (WfRole)i, i % 16, (WfDepth)depth);
            g_assert(depth > WF_DEPTH_MONO || look.fg == WF_COLOR_DEFAULT);
            g_assert(depth != WF_DEPTH_8 || (look.fg < 8 && look.bg < 8));
        }
    g_autoptr(GArray) issues = wf_theme_check(theme, WF_DEPTH_256);
    return 0;
}
