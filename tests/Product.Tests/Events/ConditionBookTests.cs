using Millwright.Flow.Events;
using Millwright.Model;

namespace Millwright.Product.Tests.Events;

public sealed class ConditionBookTests
{
    private readonly ConditionBook _book = new();

    [Fact]
    public void A_condition_stands_from_its_first_event_until_one_that_is_not_retained()
    {
        _book.Take(Happenings.Plain(1));
        Assert.Equal(0, _book.Count);
        _book.Take(Happenings.Alarm(2, Happenings.Standing));
        _book.Take(Happenings.Alarm(3, Happenings.Standing | ConditionFlags.Acknowledged));
        Assert.Equal("number 3", Assert.Single(_book.Standing).Message);
        _book.Take(Happenings.Alarm(4, Happenings.Over));
        Assert.Empty(_book.Standing);
    }

    [Fact]
    public void Branches_and_connections_are_conditions_of_their_own()
    {
        _book.Take(Happenings.Alarm(1, Happenings.Standing));
        _book.Take(Happenings.Alarm(2, Happenings.Standing, branch: "b1"));
        _book.Take(Happenings.Alarm(3, Happenings.Standing, connection: "press4"));
        Assert.Equal(3, _book.Count);
        Assert.Equal(3, _book.Standing.Select(e => ConditionKey.Of(e, e.Condition!).Word).Distinct().Count());
        Assert.Equal(2, _book.Of("press3").Count);
        var word = new ConditionKey("press4", "ns=2;s=High", "").Word;
        Assert.Equal("number 3", _book.Find(word)!.Message);
        Assert.Null(_book.Find("nothing"));
    }

    [Fact]
    public void What_is_heard_of_after_the_fact_changes_nothing_that_stands()
    {
        _book.Take(Happenings.Alarm(5, Happenings.Standing));
        _book.Take(Happenings.Alarm(3, Happenings.Over) with { IsPast = true });
        _book.Take(Happenings.Alarm(4, Happenings.Standing, "other") with { IsPast = true });
        Assert.Equal("number 5", Assert.Single(_book.Standing).Message);
    }

    [Fact]
    public void A_refresh_that_says_the_same_under_another_identity_is_known()
    {
        var first = Happenings.Alarm(1, Happenings.Standing);
        _book.Take(first);
        Assert.True(_book.Knows(first));
        Assert.True(_book.Knows(first with { Id = Happenings.IdOf(99), ReceiveTime = first.ReceiveTime + TimeSpan.FromHours(1) }));
        Assert.False(_book.Knows(first with { Id = Happenings.IdOf(99), Severity = 900 }));
        Assert.False(_book.Knows(Happenings.Plain(1)));
    }
}
