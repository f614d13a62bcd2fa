/* A Modbus TCP or RTU server by libmodbus: tcp PORT | rtu DEVICE. Prints "listening" when it serves. One connection after another. */
#include <errno.h>
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COUNT = 2000 };

int main(int argc, char **argv) {
    if (argc < 3)
        return 2;
    int serial = strcmp(argv[1], "rtu") == 0;
    modbus_t *context = serial ? modbus_new_rtu(argv[2], 115200, 'N', 8, 1) : modbus_new_tcp("127.0.0.1", atoi(argv[2]));
    modbus_set_slave(context, 1);
    modbus_mapping_t *map = modbus_mapping_new(COUNT, COUNT, COUNT, COUNT);
    for (int i = 0; i < COUNT; i++) {
        map->tab_bits[i] = i % 3 == 0;
        map->tab_input_bits[i] = i % 2 == 0;
        map->tab_registers[i] = i * 7;
        map->tab_input_registers[i] = i * 11;
    }
    int listener = serial ? -1 : modbus_tcp_listen(context, 4);
    if (serial && modbus_connect(context) != 0) {
        fprintf(stderr, "%s: %s\n", argv[2], modbus_strerror(errno));
        return 1;
    }
    puts("listening");
    fflush(stdout);
    for (;;) {
        if (!serial && modbus_tcp_accept(context, &listener) < 0)
            return 1;
        uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
        for (;;) {
            int length = modbus_receive(context, query);
            if (length > 0)
                modbus_reply(context, query, length, map);
            else if (length < 0 && !serial)
                break;
        }
        modbus_close(context);
    }
}
