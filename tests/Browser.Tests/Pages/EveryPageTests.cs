using Microsoft.Playwright;
using Millwright.Browser.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Millwright.Browser.Tests.Pages;

public sealed class EveryPageTests(DemoRun demo)
{
    private static readonly ColorScheme[] Schemes = [ColorScheme.Dark, ColorScheme.Light];

    public static TheoryData<string, ColorScheme> All()
    {
        var data = new TheoryData<string, ColorScheme>();
        foreach (var place in Place.All)
        {
            foreach (var scheme in Schemes)
                data.Add(place.Name, scheme);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_page_opens_whole_without_an_error(string name, ColorScheme scheme)
    {
        var place = Place.All.Single(one => one.Name == name);
        await using var visit = await demo.VisitAsync(scheme);
        await visit.Page.GotoAsync(place.Address);
        await Expect(visit.At(place.Shows).First).ToBeVisibleAsync();
        await visit.Page.WaitForLoadStateAsync(LoadState.Load);
        await Expect(visit.At("failure")).ToHaveCountAsync(0);
        await Expect(visit.At("live-paused")).ToHaveCountAsync(0);
        Assert.Empty(visit.Troubles);
    }
}
