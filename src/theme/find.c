/* Where theme files lie. */
#include <string.h>

#include "theme_priv.h"

#include <weft/text.h>

static void add_dir(GPtrArray *dirs, char *dir)
{
    if (g_file_test(dir, G_FILE_TEST_IS_DIR) &&
        !g_ptr_array_find_with_equal_func(dirs, dir, g_str_equal, NULL))
        g_ptr_array_add(dirs, dir);
    else
        g_free(dir);
}

/* PREFIX/bin/weft -> PREFIX/share/weft/themes; SOURCE/build/dev/weft -> SOURCE/themes. */
static void add_beside_program(GPtrArray *dirs)
{
    static const char *const ways[] = {"../share/weft/themes", "../../themes", "../../../themes"};
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    if (!program)
        return;
    g_autofree char *folder = g_path_get_dirname(program);
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
        g_autofree char *path = g_build_filename(folder, ways[i], NULL);
        add_dir(dirs, g_canonicalize_filename(path, NULL));
    }
}

char **wf_theme_dirs(void)
{
    GPtrArray *dirs = g_ptr_array_new();
    add_dir(dirs, g_build_filename(g_get_user_config_dir(), "weft", "themes", NULL));
    for (const char *const *d = g_get_system_data_dirs(); *d; d++)
        add_dir(dirs, g_build_filename(*d, "weft", "themes", NULL));
    add_beside_program(dirs);
    g_ptr_array_add(dirs, NULL);
    return (char **)g_ptr_array_free(dirs, FALSE);
}

bool theme_is_path(const char *name)
{
    return strchr(name, '/') || g_str_has_suffix(name, ".yaml") || g_str_has_suffix(name, ".yml");
}

/* A name stands for NAME.yaml in one of the folders or in its base16/. */
char *theme_find(const char *name)
{
    g_auto(GStrv) dirs = wf_theme_dirs();
    g_autofree char *file = g_strconcat(name, ".yaml", NULL);
    for (guint i = 0; dirs[i]; i++) {
        static const char *const below[] = {"", "base16"};
        for (guint j = 0; j < G_N_ELEMENTS(below); j++) {
            g_autofree char *path = g_build_filename(dirs[i], below[j], file, NULL);
            if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
                return g_steal_pointer(&path);
        }
    }
    return NULL;
}

static void add_names(GHashTable *names, const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *file;
    while (dir && (file = g_dir_read_name(dir)))
        if (g_str_has_suffix(file, ".yaml") && file[0] != '.')
            g_hash_table_add(names, g_strndup(file, strlen(file) - strlen(".yaml")));
}

char **wf_theme_list(void)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) dirs = wf_theme_dirs();
    for (guint i = 0; theme_builtin_names[i]; i++)
        g_hash_table_add(names, g_strdup(theme_builtin_names[i]));
    g_hash_table_add(names, g_strdup("auto"));
    for (guint i = 0; dirs[i]; i++) {
        g_autofree char *base16 = g_build_filename(dirs[i], "base16", NULL);
        add_names(names, dirs[i]);
        add_names(names, base16);
    }
    g_autofree char **list = wf_text_sorted_keys(names);
    return g_strdupv(list);
}
