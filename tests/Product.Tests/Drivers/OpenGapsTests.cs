using Millwright.Drivers.OpcUa;
using Millwright.Flow.Sources;
using Millwright.Model;

namespace Millwright.Product.Tests.Drivers;

/// <summary>What a server's history may still fill.</summary>
public class OpenGapsTests
{
    private readonly OpenGaps _gaps = new();
    private readonly FeedItem _speed = Item(1);

    [Fact]
    public void Gaps_of_one_tag_become_one_that_covers_all()
    {
        _gaps.Add(new(_speed, 100, 200));
        _gaps.Add(new(_speed, 300, 400));
        _gaps.Add(new(Item(2), 1, 2));
        Assert.Equal([(1u, 100L, 400L), (2u, 1L, 2L)], _gaps.Bound().Select(g => (g.Item.Number, g.FromTicks, g.UntilTicks)).Order());
    }

    [Fact]
    public void A_gap_without_an_end_ends_at_the_newest_value_when_it_is_first_asked_for()
    {
        _gaps.Add(new(_speed, 100));
        (_speed.IsLive, _speed.HasReported) = (true, true);
        _speed.NewestTicks = 150;
        Assert.Equal(150, Assert.Single(_gaps.Bound()).UntilTicks);
        _speed.NewestTicks = 900;
        Assert.Equal(150, Assert.Single(_gaps.Bound()).UntilTicks);
    }

    [Fact]
    public void What_was_filled_is_not_asked_for_again_after_a_break()
    {
        _gaps.Add(new(_speed, 100, 200));
        _gaps.Advance(_speed, 160);
        _gaps.Advance(_speed, 140);
        Assert.Equal((160, 200), (_gaps.Bound()[0].FromTicks, _gaps.Bound()[0].UntilTicks));
    }

    [Fact]
    public void A_gap_that_grew_while_it_was_filled_stays_open_behind_what_was_filled()
    {
        _gaps.Add(new(_speed, 100, 200));
        var filling = Assert.Single(_gaps.Bound());
        _gaps.Add(new(_speed, 300, 400));
        _gaps.Close(filling);
        Assert.Equal((200, 400), (_gaps.Bound()[0].FromTicks, _gaps.Bound()[0].UntilTicks));
        _gaps.Close(_gaps.Bound()[0]);
        Assert.True(_gaps.IsEmpty);
    }

    [Fact]
    public void A_gap_has_no_end_before_values_of_its_tag_come_again()
    {
        _gaps.Add(new(_speed, 100));
        // It was read once after the break; what happens until its subscription stands again is still to be missed.
        _speed.NewestTicks = 150;
        Assert.Empty(_gaps.Bound());
        _speed.IsLive = true;
        Assert.Empty(_gaps.Bound());
        _speed.HasReported = true;
        Assert.Single(_gaps.Bound());
        Assert.False(_gaps.IsEmpty);
    }

    [Fact]
    public void A_history_that_is_refused_again_and_again_is_given_up()
    {
        _gaps.Add(new(_speed, 100, 200));
        for (var i = 1; i < 12; i++)
            Assert.True(_gaps.Refuse(_gaps.Bound()[0]));
        Assert.False(_gaps.Refuse(_gaps.Bound()[0]));
        Assert.True(_gaps.IsEmpty);
    }

    [Fact]
    public void What_is_still_open_counts_as_missing_for_those_that_come_after()
    {
        _speed.BroughtTicks = 500;
        Assert.Equal(500, _gaps.WholeUntil(_speed));
        _gaps.Add(new(_speed, 100, 200));
        Assert.Equal(100, _gaps.WholeUntil(_speed));
    }

    private static FeedItem Item(uint number) =>
        new(number, new SourceTag(new TagHandle((int)number), TagPath.Parse("line/speed"), new OpcUaTagOptions { Node = "ns=2;s=Speed" }, TimeSpan.FromSeconds(1)), new());
}
