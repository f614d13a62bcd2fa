using Microsoft.Playwright;

namespace Millwright.Browser.Tests.Running;

/// <summary>The administrator of the tests.</summary>
internal static class Person
{
    public const string Name = "ada";

    public const string Password = "a loom counts 4711 threads";

    /// <summary>Comes by the one-time link, chooses name and password, signs in with them; gives the cookies.</summary>
    public static async Task<string> SignInAsync(IBrowser browser, PlantProgram program)
    {
        await using var visit = await Visit.StartAsync(browser, program.Url, session: null);
        await visit.Page.GotoAsync(program.SignInLink);
        await SendAsync(visit.Context.APIRequest.PutAsync("/api/v1/session/password", Body(new { name = Name, password = Password })));
        await SendAsync(visit.Context.APIRequest.PostAsync("/api/v1/session", Body(new { name = Name, password = Password })));
        return await visit.Context.StorageStateAsync();
    }

    private static APIRequestContextOptions Body(object body) =>
        new() { DataObject = body, Headers = new Dictionary<string, string> { ["X-Millwright"] = "1" } };

    private static async Task SendAsync(Task<IAPIResponse> sending)
    {
        var response = await sending;
        Assert.True(response.Ok, $"{response.Url}: {response.Status} {await response.TextAsync()}");
    }
}
