using System.Text;
using Millwright.Mqtt.Messages;
using Millwright.Mqtt.Server;
using Millwright.Mqtt.Storage;

namespace Millwright.Protocols.Tests.Mqtt.Server;

public sealed class TreeTests
{
    private static readonly string[] Levels = ["a", "b", "", "$x", "c"];

    [Fact]
    public void Both_trees_find_what_the_filter_matches_one_by_one()
    {
        var random = new Random(7);
        var subscriptions = new SubscriptionTree();
        var retained = new RetainedTree();
        var filters = Enumerable.Range(0, 300).Select(_ => Filter(random)).Distinct().Where(f => TopicFilters.IsValid(Encoding.UTF8.GetBytes(f))).ToList();
        var topics = Enumerable.Range(0, 300).Select(_ => Topic(random)).Where(t => t.Length > 0).Distinct().ToList();
        var all = filters.ConvertAll(filter => new Subscription(new Session(1, filter), filter));
        all.ForEach(subscriptions.Add);
        topics.ForEach(topic => retained.Set(new StoredMessage(1, Encoding.UTF8.GetBytes(topic), [1], [], 0, true, 0)));
        Assert.Equal(topics.Count, retained.Count);
        foreach (var topic in topics)
        {
            var route = new Route(Encoding.UTF8.GetBytes(topic));
            subscriptions.Refresh(route);
            Assert.Equal(filters.Where(f => Matches(f, topic)).Order(StringComparer.Ordinal), route.Targets.Select(t => t.Session.ClientId).Order(StringComparer.Ordinal));
        }
        foreach (var filter in filters)
        {
            var found = new List<StoredMessage>();
            retained.Match(Encoding.UTF8.GetBytes(filter), found);
            Assert.Equal(topics.Where(t => Matches(filter, t)).Order(StringComparer.Ordinal), found.Select(m => Encoding.UTF8.GetString(m.Topic)).Order(StringComparer.Ordinal));
        }
        all.ForEach(subscriptions.Remove);
        topics.ForEach(topic => Assert.True(retained.Remove(Encoding.UTF8.GetBytes(topic))));
        Assert.Equal((0, 0, 0L), (subscriptions.Count, retained.Count, retained.Bytes));
    }

    private static bool Matches(string filter, string topic) => TopicFilters.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(topic));

    private static string Topic(Random random) => string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Levels[random.Next(Levels.Length)]));

    private static string Filter(Random random)
    {
        var filter = string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(3) == 0 ? "+" : Levels[random.Next(Levels.Length)]));
        return random.Next(3) == 0 ? filter + "/#" : random.Next(20) == 0 ? "#" : filter;
    }
}
