/* Links from an exported file to the model's files. What was given relative stays so, seen from the
 * new file: so both can move together, and nothing tells of the machine they were made on. */
#include "link.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

static bool has_folder(const char *file)
{
    return file && strcmp(file, "-") != 0 && !g_str_has_prefix(file, "/dev/");
}

char *link_target(const char *path, const char *file)
{
    if (!has_folder(file) || g_path_is_absolute(path) || strcmp(path, "-") == 0)
        return g_strdup(path);
    g_autofree char *to = g_canonicalize_filename(path, NULL);
    g_autofree char *from = g_canonicalize_filename(file, NULL);
    g_auto(GStrv) there = g_strsplit(to, "/", -1), here = g_strsplit(from, "/", -1);
    guint same = 0;
    while (there[same] && there[same + 1] && here[same] && here[same + 1] &&
           strcmp(there[same], here[same]) == 0)
        same++;
    GString *link = g_string_new(NULL);
    for (guint i = same; here[i] && here[i + 1]; i++)
        g_string_append(link, "../");
    g_autofree char *rest = g_strjoinv("/", there + same);
    g_string_append(link, rest);
    return g_string_free(link, FALSE);
}
