/* The reference for loading: libyaml's own scan of a file's events, and nothing done with them. */
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

static unsigned char *read_all(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "rb");
    unsigned char *text = NULL;

    if (file && fseek(file, 0, SEEK_END) == 0) {
        long size = ftell(file);
        rewind(file);
        text = malloc((size_t)size + 1);
        *ret_size = text ? fread(text, 1, (size_t)size, file) : 0;
    }
    if (file)
        fclose(file);
    return text;
}

int main(int argc, char **argv)
{
    yaml_parser_t parser;
    yaml_event_t event;
    size_t size = 0, n = 0;
    unsigned char *text = argc == 2 ? read_all(argv[1], &size) : NULL;
    int more = 1;

    if (!text || !yaml_parser_initialize(&parser)) {
        fputs("usage: bench_events FILE\n", stderr);
        return 1;
    }
    yaml_parser_set_input_string(&parser, text, size);
    for (; more && yaml_parser_parse(&parser, &event); n++) {
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    printf("%zu events\n", n);
    yaml_parser_delete(&parser);
    free(text);
    return more;
}
