using Millwright.Modbus.Messages;
using Millwright.Modbus.Planning;
using Millwright.Modbus.Registers;

namespace Millwright.Protocols.Tests.Modbus;

public sealed class ReadPlannerTests
{
    [Theory]
    [InlineData("0+1 1+1 2+2", "0+4")]
    [InlineData("0+1 17+1", "0+18")]
    [InlineData("0+1 18+1", "0+1 18+1")]
    [InlineData("5+2 0+2", "0+7")]
    [InlineData("0+4 2+1", "0+4")]
    [InlineData("0+4 0+2 3+4", "0+7")]
    [InlineData("0+100 100+25", "0+125")]
    [InlineData("0+100 100+26", "0+100 100+26")]
    [InlineData("122+4 0+123", "0+123 122+4")]
    [InlineData("65534+2", "65534+2")]
    public void Ranges_are_merged_by_gap_and_span_and_no_value_is_split(string items, string blocks)
    {
        var planner = new ReadPlanner(new PlannerOptions());
        planner.SetItems(Items(items));
        Assert.Equal(blocks, Text(planner));
    }

    [Fact]
    public void Areas_are_never_merged_and_bits_have_limits_of_their_own()
    {
        var planner = new ReadPlanner(new PlannerOptions());
        planner.SetItems(
        [
            new ReadItem(1, ModbusArea.HoldingRegister, 0, 1), new ReadItem(2, ModbusArea.InputRegister, 1, 1),
            new ReadItem(3, ModbusArea.Coil, 0, 1), new ReadItem(4, ModbusArea.Coil, 200, 1), new ReadItem(5, ModbusArea.Coil, 2000, 1),
        ]);
        Assert.Equal(4, planner.Blocks.Count);
        Assert.Equal(201, planner.Blocks[0].Count);
    }

    [Fact]
    public void A_device_that_takes_less_gets_less()
    {
        var planner = new ReadPlanner(new PlannerOptions { MaxRegisters = 10, MaxRegisterGap = 0 });
        planner.SetItems(Items("0+6 6+4 10+1 12+1"));
        Assert.Equal("0+10 10+1 12+1", Text(planner));
    }

    [Fact]
    public void A_hole_between_two_items_is_found_and_remembered()
    {
        var planner = new ReadPlanner(new PlannerOptions());
        var device = new HollowDevice(10, 11);
        planner.SetItems(Items("0+8 12+4"));
        device.Settle(planner);
        Assert.Equal("0+8 12+4", Text(planner));
        Assert.Empty(planner.Isolated);
        planner.SetItems(Items("0+8 12+4 16+1"));
        Assert.Equal("0+8 12+5", Text(planner));

        var restarted = new ReadPlanner(new PlannerOptions());
        restarted.Remember(planner.Holes);
        restarted.SetItems(Items("0+8 12+4"));
        Assert.Equal("0+8 12+4", Text(restarted));
    }

    [Fact]
    public void One_bad_register_among_ten_thousand_leaves_the_rest_flowing()
    {
        var planner = new ReadPlanner(new PlannerOptions());
        planner.SetItems(Enumerable.Range(0, 10_000).Select(i => new ReadItem(i, ModbusArea.HoldingRegister, (ushort)i, 1)));
        var device = new HollowDevice(4711);
        device.Settle(planner);
        Assert.Equal(9_999, planner.Blocks.Sum(block => block.Items.Count));
        var bad = Assert.Single(planner.Isolated);
        Assert.Equal(4711, bad.Item.Address);
        Assert.Equal(ModbusExceptionCode.IllegalDataAddress, bad.Exception);
        // 80 blocks without the bad one, one more with it, and the search cost no more than its halvings.
        Assert.Equal(81, planner.Blocks.Count);
        Assert.InRange(device.Refusals, 1, 8);
    }

    [Fact]
    public void Many_bad_registers_are_all_found_and_nothing_else_is_lost()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var bad = Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(0, 600)).Distinct().ToArray();
            var planner = new ReadPlanner(new PlannerOptions());
            var items = new List<ReadItem>();
            for (var at = 0; at < 600;)
            {
                var length = random.Next(1, 5);
                items.Add(new ReadItem(items.Count, ModbusArea.HoldingRegister, (ushort)at, (ushort)length));
                at += length + (random.Next(4) == 0 ? random.Next(1, 20) : 0);
            }
            planner.SetItems(items);
            new HollowDevice(bad).Settle(planner);
            var expected = items.Where(item => bad.Any(b => b >= item.Address && b < item.End)).Select(item => item.Id).Order();
            Assert.Equal(expected, planner.Isolated.Select(isolated => isolated.Item.Id).Order());
            Assert.Equal(items.Count - planner.Isolated.Count, planner.Blocks.Sum(block => block.Items.Count));
        }
    }

    [Fact]
    public void A_bad_item_is_retried_alone_and_ever_more_seldom_and_joins_again()
    {
        var planner = new ReadPlanner(new PlannerOptions());
        planner.SetItems(Items("0+1 1+1 2+1"));
        new HollowDevice(1).Settle(planner);
        Assert.Equal("0+1 2+1", Text(planner));
        Assert.Empty(planner.DueForRetry(TimeSpan.FromSeconds(29)));
        var item = Assert.Single(planner.DueForRetry(TimeSpan.FromSeconds(30)));
        planner.StillBad(item, ModbusExceptionCode.IllegalDataAddress, TimeSpan.FromSeconds(30));
        Assert.Empty(planner.DueForRetry(TimeSpan.FromSeconds(89)));
        Assert.Single(planner.DueForRetry(TimeSpan.FromSeconds(90)));
        for (var i = 0; i < 40; i++)
            planner.StillBad(item, ModbusExceptionCode.IllegalDataAddress, TimeSpan.Zero);
        Assert.Single(planner.DueForRetry(TimeSpan.FromMinutes(10)));
        planner.Recovered(item);
        Assert.Equal("0+3", Text(planner));
    }

    [Theory]
    [InlineData(ModbusExceptionCode.IllegalFunction)]
    [InlineData(ModbusExceptionCode.ServerDeviceBusy)]
    [InlineData(ModbusExceptionCode.GatewayTargetFailedToRespond)]
    public void An_exception_about_something_else_changes_nothing(ModbusExceptionCode code)
    {
        var planner = new ReadPlanner(new PlannerOptions());
        planner.SetItems(Items("0+1 1+1"));
        Assert.False(planner.Rejected(planner.Blocks[0], code, TimeSpan.Zero));
        Assert.Equal("0+2", Text(planner));
    }

    [Fact]
    public void An_item_too_wide_for_a_request_is_named()
    {
        var planner = new ReadPlanner(new PlannerOptions { MaxRegisters = 10 });
        var error = Assert.Throws<ArgumentException>(() => planner.SetItems([new ReadItem(3, ModbusArea.HoldingRegister, 5, 11)]));
        Assert.Contains("item 3", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<ReadItem> Items(string text) => text.Split(' ').Select(static (part, id) =>
    {
        var numbers = part.Split('+');
        return new ReadItem(id, ModbusArea.HoldingRegister, ushort.Parse(numbers[0], null), ushort.Parse(numbers[1], null));
    });

    private static string Text(ReadPlanner planner) => string.Join(' ', planner.Blocks.Select(static block => $"{block.Address}+{block.Count}"));

    /// <summary>Refuses whatever touches one of its holes, as a device does.</summary>
    private sealed class HollowDevice(params int[] holes)
    {
        public int Refusals { get; private set; }

        public void Settle(ReadPlanner planner)
        {
            for (var cycle = 0; cycle < 1_000; cycle++)
            {
                var refused = planner.Blocks.FirstOrDefault(block => holes.Any(hole => hole >= block.Address && hole < block.Address + block.Count));
                if (refused is null)
                    return;
                Refusals++;
                Assert.True(planner.Rejected(refused, ModbusExceptionCode.IllegalDataAddress, TimeSpan.Zero));
            }
            Assert.Fail("the planner does not settle");
        }
    }
}
