using Millwright.OpcUa.AddressSpace;
using Millwright.OpcUa.AddressSpace.Companions;
using Millwright.OpcUa.Client;
using Millwright.OpcUa.Encoding;
using Millwright.OpcUa.Messages;
using Millwright.OpcUa.Structures;
using Millwright.OpcUa.Types;
using Millwright.Simulators.Machines;
using Millwright.Simulators.OpcUa;
using Millwright.Simulators.Registers;

namespace Product.Tests.Simulators;

/// <summary>The machines as an OPC UA client sees them.</summary>
public sealed class OpcUaMachineTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_protocols_show_the_same_values_of_every_machine()
    {
        await using var bench = await OpcUaBench.StartAsync(static plant => [.. plant.Machines]);
        bench.Run(90);
        await using var client = await bench.ConnectAsync();
        foreach (var machine in bench.Plant.Machines)
        {
            foreach (var point in machine.Points)
            {
                var value = await OpcUaBench.ReadAsync(client, machine, point.Name);
                Assert.True(value.Status.IsGood, $"{machine.Name}.{point.Name}: {value.Status}");
                Assert.True(OpcUaBench.Registers(machine, point) == value.Value, $"{machine.Name}.{point.Name}: {value.Value}");
            }
        }
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_values()
    {
        await using var one = await OpcUaBench.StartAsync();
        await using var other = await OpcUaBench.StartAsync();
        one.Run(60);
        other.Run(60);
        await using var first = await one.ConnectAsync();
        await using var second = await other.ConnectAsync();
        foreach (var point in one.Plant.Press.Points)
            Assert.Equal((await OpcUaBench.ReadAsync(first, one.Plant.Press, point.Name)).Value, (await OpcUaBench.ReadAsync(second, other.Plant.Press, point.Name)).Value);
    }

    [Fact]
    public async Task A_machine_is_listed_with_its_nameplate_and_its_level()
    {
        await using var bench = await OpcUaBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        var machinery = (ushort)client.Namespaces.IndexOf(CompanionTypes.MachineryUri);
        var devices = (ushort)client.Namespaces.IndexOf(CompanionTypes.DevicesUri);
        var machines = new List<ReferenceDescription>();
        await foreach (var found in client.BrowseAsync(new NodeId(machinery, 1001), cancellation: Cancellation))
            machines.Add(found);
        Assert.Contains(machines, found => found.NodeId.Id == OpcUaBench.Id(client, bench.Plant.Press, "press3"));
        var maker = await client.FindAsync(
            OpcUaBench.Id(client, bench.Plant.Press, "press3"), [new QualifiedName(devices, "Identification"), new QualifiedName(devices, "Manufacturer")], Cancellation);
        Assert.Equal("Brandt Maschinenbau", (await client.ReadValueAsync(maker, Cancellation)).Value.AsLocalizedText().Text);
        Assert.Equal((int)EquipmentLevel.WorkUnit, (await OpcUaBench.ReadAsync(client, bench.Plant.Press, "EquipmentLevel")).Value.AsInt32());
    }

    [Fact]
    public async Task An_analog_value_has_its_unit_and_range()
    {
        await using var bench = await OpcUaBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        var unit = (await OpcUaBench.ReadAsync(client, bench.Plant.Press, "melt_setpoint/EngineeringUnits")).Value.AsExtensionObject();
        var range = (await OpcUaBench.ReadAsync(client, bench.Plant.Press, "melt_setpoint/EURange")).Value.AsExtensionObject();
        Assert.True(unit.TryDecode<EUInformation>(out var information));
        Assert.Equal(("°C", 4408652), (information.DisplayName.Text, information.UnitId));
        Assert.True(range.TryDecode<ValueRange>(out var limits));
        Assert.Equal(new ValueRange(180, 280), limits);
    }

    [Fact]
    public void Every_unit_of_the_machines_has_its_code()
    {
        var plant = new Millwright.Simulators.Plants.DemoPlant(1, TimeZoneInfo.Utc);
        foreach (var point in plant.Machines.SelectMany(static m => m.Points).Where(static p => p.Unit.Length > 0))
            Assert.True(InstrumentUnits.Of(point.Unit).Unit.UnitId > 0, $"{point.Name}: {point.Unit}");
    }

    [Fact]
    public async Task The_state_is_an_enumeration_with_names()
    {
        await using var bench = await OpcUaBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        var type = await client.ReadAttributeAsync(OpcUaBench.Id(client, bench.Plant.Press, "state"), AttributeId.DataType, Cancellation);
        var definition = await client.ReadTypeDefinitionAsync(type.Value.AsNodeId(), Cancellation);
        Assert.True(definition.TryDecode<EnumDefinition>(out var states));
        Assert.Equal(Enum.GetNames<MachineState>(), states.Fields.Select(static f => f.Name));
        Assert.Equal((int)bench.Plant.Press.State.State, (await OpcUaBench.ReadAsync(client, bench.Plant.Press, "state")).Value.AsInt32());
    }

    [Fact]
    public async Task The_controller_is_a_structure_that_a_client_decodes_by_the_servers_own_definition()
    {
        await using var bench = await OpcUaBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        var type = (await client.ReadAttributeAsync(OpcUaBench.Id(client, bench.Plant.Press, "controller"), AttributeId.DataType, Cancellation)).Value.AsNodeId();
        Assert.True((await client.ReadTypeDefinitionAsync(type, Cancellation)).TryDecode<StructureDefinition>(out var definition));
        var definitions = new DataTypeDefinitions();
        definitions.AddStructure(type, "ControllerType", definition);
        var value = (await OpcUaBench.ReadAsync(client, bench.Plant.Press, "controller")).Value;
        Assert.True(new StructureCodec(definitions).TryDecode(value.AsExtensionObject(), out var controller));
        Assert.Equal(1u, controller.Find("Boots")!.Value.AsUInt32());
        Assert.True(controller.Find("IsReady")!.Value.AsBoolean());
        Assert.InRange(controller.Find("UptimeSeconds")!.Value.AsDouble(), 29, 31);
    }

    [Fact]
    public async Task A_set_point_is_written_over_OPC_UA_and_seen_over_Modbus()
    {
        await using var bench = await OpcUaBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        var press = bench.Plant.Press;
        var id = OpcUaBench.Id(client, press, "melt_setpoint");
        Assert.Equal<StatusCode>(StatusCodes.Good, await client.WriteValueAsync(id, new Variant(231.5), Cancellation));
        Assert.Equal(231.5, OpcUaBench.Registers(press, Point(press, "melt_setpoint")).AsDouble(), 0.001);
        Assert.Equal(231.5, (await client.ReadValueAsync(id, Cancellation)).Value.AsDouble(), 0.001);
        Assert.Equal<StatusCode>(StatusCodes.BadOutOfRange, await client.WriteValueAsync(id, new Variant(281.0), Cancellation));
        Assert.Equal<StatusCode>(StatusCodes.BadOutOfRange, await client.WriteValueAsync(id, new Variant(1e9), Cancellation));
        Assert.Equal<StatusCode>(StatusCodes.BadTypeMismatch, await client.WriteValueAsync(id, new Variant("hot"), Cancellation));
        Assert.Equal<StatusCode>(StatusCodes.BadNotWritable, await client.WriteValueAsync(OpcUaBench.Id(client, press, "oil_temperature"), new Variant(1.0), Cancellation));
        Assert.Equal(231.5, OpcUaBench.Registers(press, Point(press, "melt_setpoint")).AsDouble(), 0.001);
    }

    [Fact]
    public async Task Methods_adjust_a_set_point_and_clear_a_fault()
    {
        await using var bench = await OpcUaBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        var press = bench.Plant.Press;
        var machine = OpcUaBench.Id(client, press, "press3");
        var adjusted = await client.CallAsync(machine, OpcUaBench.Id(client, press, "Adjust"), [new Variant("cooling_time"), new Variant(12.34)], Cancellation);
        Assert.Equal<StatusCode>(StatusCodes.Good, adjusted.StatusCode);
        Assert.Equal(12.3, adjusted.OutputArguments[0].AsDouble(), 0.001);
        Assert.Equal(12.3, press.State.CoolingTime, 0.001);
        var unknown = await client.CallAsync(machine, OpcUaBench.Id(client, press, "Adjust"), [new Variant("colour"), new Variant(1.0)], Cancellation);
        Assert.Equal<StatusCode>(StatusCodes.BadNotFound, unknown.StatusCode);
        var reset = await client.CallAsync(machine, OpcUaBench.Id(client, press, "ResetFault"), [], Cancellation);
        Assert.Equal<StatusCode>(StatusCodes.Good, reset.StatusCode);
    }

    [Fact]
    public async Task A_minute_of_two_values_is_in_the_history_and_the_last_ten_in_an_array()
    {
        var clock = new Millwright.Fakes.ManualClock();
        await using var bench = await OpcUaBench.StartAsync(time: clock);
        for (var second = 0; second < 60; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            bench.Run(1);
        }
        await using var client = await bench.ConnectAsync();
        var id = OpcUaBench.Id(client, bench.Plant.Press, "oil_temperature");
        var now = clock.GetUtcNow();
        var values = new List<DataValue>();
        await foreach (var value in client.ReadHistoryAsync(id, now - TimeSpan.FromSeconds(29), now + TimeSpan.FromSeconds(1), valuesPerPage: 7, Cancellation))
            values.Add(value);
        Assert.Equal(30, values.Count);
        Assert.Equal(UaDateTime.From(now), values[^1].SourceTimestamp);
        Assert.Equal((await client.ReadValueAsync(id, Cancellation)).Value, values[^1].Value);
        var recent = (await OpcUaBench.ReadAsync(client, bench.Plant.Press, "recent_oil_temperature")).Value.AsArray<double>();
        Assert.Equal(values.TakeLast(10).Select(static v => v.Value.AsDouble()), recent);
        var without = OpcUaBench.Id(client, bench.Plant.Press, "cushion");
        await Assert.ThrowsAsync<UaException>(async () => await client.ReadHistoryAsync(without, now, now + TimeSpan.FromSeconds(1), cancellation: Cancellation).GetAsyncEnumerator(Cancellation).MoveNextAsync());
    }

    [Fact]
    public async Task A_change_of_state_is_an_event()
    {
        await using var bench = await OpcUaBench.StartAsync();
        await using var client = await bench.ConnectAsync();
        var sink = new OpcUaSink();
        var subscription = client.Subscribe(new SubscriptionOptions { PublishingInterval = TimeSpan.FromMilliseconds(20) }, sink);
        SimpleAttributeOperand[] fields = [.. new[] { "SourceName", "Message", "Severity" }.Select(static name => new SimpleAttributeOperand(new NodeId(StandardIds.BaseEventType), [new QualifiedName(name)], AttributeId.Value, null))];
        subscription.Add([new MonitoredItemRequest(1, new ExpandedNodeId(OpcUaBench.Id(client, bench.Plant.Press, "press3"))) { Events = new EventFilter(fields, new ContentFilter([])) }]);
        await subscription.SettledAsync(Cancellation);
        await client.WriteValueAsync(OpcUaBench.Id(client, bench.Plant.Press, "run"), new Variant(false), Cancellation);
        bench.Run(60);
        await OpcUaBench.UntilAsync(() => !sink.Events.IsEmpty);
        Assert.True(sink.Events.TryPeek(out var occurred));
        Assert.Equal("press3", occurred[0].AsString());
        Assert.StartsWith("press3: Running to ", occurred[1].AsLocalizedText().Text, StringComparison.Ordinal);
    }

    private static RegisterPoint Point(Machine machine, string name) => machine.Points.Single(p => p.Name == name);
}
