namespace ShapeGen.Browser.Tests;

/// <summary>One server and one browser for all tests of the page.</summary>
public sealed class PageFixture : IAsyncLifetime
{
    private SampleServer? _server;
    private Chromium? _browser;

    public Uri Address => _server!.Address;

    public async Task InitializeAsync()
    {
        // Without a browser all tests that would use it are skipped.
        if (Chromium.Program is not null)
        {
            _server = await SampleServer.Start();
            _browser = await Chromium.Start();
        }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    internal Task<SamplePage> Open(bool isPhone = false) => SamplePage.Open(_browser!, Address, isPhone);
}
