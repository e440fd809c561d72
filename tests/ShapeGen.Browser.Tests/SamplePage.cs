using System.Globalization;
using System.Text.Json.Nodes;

namespace ShapeGen.Browser.Tests;

/// <summary>The sample's page in the browser, used as a person would: with the mouse or a finger.</summary>
internal sealed class SamplePage(DevTools tools) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public DevTools Tools => tools;

    /// <summary>Opens the page and waits until the model is loaded.</summary>
    public static async Task<SamplePage> Open(Chromium browser, Uri address, bool isPhone = false)
    {
        SamplePage page = new(await browser.OpenPage());
        foreach (string domain in new[] { "Runtime", "Page", "Network" })
        {
            await page.Tools.Send($"{domain}.enable");
        }

        if (isPhone)
        {
            await page.Tools.Send("Emulation.setDeviceMetricsOverride", new { width = 390, height = 844, deviceScaleFactor = 2, mobile = true });
            await page.Tools.Send("Emulation.setTouchEmulationEnabled", new { enabled = true });
        }

        await page.Tools.Send("Page.navigate", new { url = address.AbsoluteUri });
        await page.Until("globalThis.reader !== undefined && document.getElementById('status').textContent.startsWith('Ready')");
        return page;
    }

    /// <summary>Draws strokes with the mouse; a point is x and y in sides of the paper.</summary>
    public Task DrawWithMouse(double[][] strokes) => Draw(strokes, (point, phase) => tools.Send("Input.dispatchMouseEvent", new
    {
        type = phase switch { Phase.Down => "mousePressed", Phase.Move => "mouseMoved", _ => "mouseReleased" },
        x = point.X,
        y = point.Y,
        button = "left",
        buttons = phase == Phase.Up ? 0 : 1,
        clickCount = 1,
    }));

    /// <summary>Draws strokes with a finger.</summary>
    public Task DrawWithFinger(double[][] strokes) => Draw(strokes, (point, phase) => tools.Send("Input.dispatchTouchEvent", new
    {
        type = phase switch { Phase.Down => "touchStart", Phase.Move => "touchMove", _ => "touchEnd" },
        touchPoints = phase == Phase.Up ? [] : new[] { new { x = point.X, y = point.Y } },
    }));

    /// <summary>Clicks on an element, at a place in it: 0 to 1 from left to right, and from top to bottom.</summary>
    public async Task Click(string id, double x = 0.5, double y = 0.5)
    {
        Box box = await BoxOf(id);
        foreach (string type in new[] { "mousePressed", "mouseReleased" })
        {
            await tools.Send("Input.dispatchMouseEvent", new { type, x = box.Left + (x * box.Width), y = box.Top + (y * box.Height), button = "left", clickCount = 1 });
        }

        await NextPicture();
    }

    /// <summary>The digit that the page says it reads.</summary>
    public Task<string> Digit() => tools.Evaluate<string>("document.getElementById('digit').textContent");

    /// <summary>The widths of the bars on the screen, in parts of their track.</summary>
    public Task<double[]> Bars() => tools.Evaluate<double[]>(
        "[...document.querySelectorAll('.bar')].map(bar => bar.getBoundingClientRect().width / bar.parentElement.getBoundingClientRect().width)");

    /// <summary>The colours in the middle of the 16 patches of each heat map, as red, green and blue.</summary>
    public Task<int[][][]> HeatMaps() => tools.Evaluate<int[][][]>("""
        [...document.querySelectorAll('canvas.map')].map(map => Array.from({ length: 16 }, (_, patch) => {
          const at = index => Math.floor((index + 0.5) * map.width / 4);
          return [...map.getContext('2d').getImageData(at(patch % 4), at(Math.floor(patch / 4)), 1, 1).data].slice(0, 3);
        }))
        """);

    /// <summary>Writes what is on the screen, and what is below, into a file beside the tests.</summary>
    public async Task<string> Screenshot(string name)
    {
        JsonNode picture = await tools.Send("Page.captureScreenshot", new { format = "png", captureBeyondViewport = true });
        string path = Path.Combine(AppContext.BaseDirectory, $"{name}.png");
        await File.WriteAllBytesAsync(path, Convert.FromBase64String(picture["data"]!.GetValue<string>()));
        return path;
    }

    public ValueTask DisposeAsync() => tools.DisposeAsync();

    private async Task Draw(double[][] strokes, Func<(double X, double Y), Phase, Task> point)
    {
        Box paper = await BoxOf("paper");
        foreach (double[] stroke in strokes)
        {
            (double X, double Y)[] places = [.. stroke.Chunk(2).Select(pair => (paper.Left + (pair[0] * paper.Width), paper.Top + (pair[1] * paper.Height)))];
            await point(places[0], Phase.Down);
            foreach ((double X, double Y) place in places[1..])
            {
                await point(place, Phase.Move);
            }

            await point(places[^1], Phase.Up);
        }

        await NextPicture();
    }

    /// <summary>Waits for the picture after the next, which shows all that was done so far.</summary>
    private Task<bool> NextPicture() =>
        tools.Evaluate<bool>("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");

    private async Task<Box> BoxOf(string id)
    {
        string element = string.Create(CultureInfo.InvariantCulture, $"document.getElementById('{id}')");
        double[] box = await tools.Evaluate<double[]>(
            $"(box => [box.left, box.top, box.width, box.height])(({element}.scrollIntoView({{ block: 'nearest' }}), {element}).getBoundingClientRect())");
        return new Box(box[0], box[1], box[2], box[3]);
    }

    private async Task Until(string condition)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!await tools.Evaluate<bool>(condition))
        {
            if (patience.IsCancellationRequested || !tools.Exceptions.IsEmpty)
            {
                string status = await tools.Evaluate<string>("document.getElementById('status')?.textContent ?? ''");
                throw new TimeoutException($"Never: {condition}. Status: {status}. Exceptions: {string.Join('\n', tools.Exceptions)}");
            }

            await Task.Delay(100, CancellationToken.None);
        }
    }

    private enum Phase
    {
        Down,
        Move,
        Up,
    }

    private readonly record struct Box(double Left, double Top, double Width, double Height);
}
