using System.Globalization;
using System.Text.Json;
using Digits;
using DigitsInBrowser.Model;
using Xunit.Abstractions;

namespace ShapeGen.Browser.Tests;

/// <summary>samples/DigitsInBrowser, served by its command, in Chromium.</summary>
[Trait("Tier", "Full")]
public sealed class PageTests(PageFixture fixture, ITestOutputHelper output) : IClassFixture<PageFixture>
{
    private const int Maps = DigitModel.Layers * DigitModel.Heads;

    /// <summary>Both compute in float32 with other vector widths, on logits of about 10.</summary>
    private const double LogitTolerance = 2e-5;

    private const double WeightTolerance = 1e-5;

    private static string Checkpoint => Path.Combine(AppContext.BaseDirectory, "digits.safetensors");

    [ChromiumTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task A_digit_drawn_with_the_mouse_is_read(int digit)
    {
        await using SamplePage page = await fixture.Open();
        Assert.Equal("–", await page.Digit());
        await page.DrawWithMouse(Handwriting.Of(digit));
        output.WriteLine(await page.Screenshot($"digit-{digit}"));
        output.WriteLine(string.Join(' ', (await page.Bars()).Select(bar => bar.ToString("P1", CultureInfo.InvariantCulture))));
        Assert.Equal(digit.ToString(CultureInfo.InvariantCulture), await page.Digit());
        double[] bars = await page.Bars();
        Assert.Equal(digit, Array.IndexOf(bars, bars.Max()));
        Assert.InRange(bars.Sum(), 0.99, 1.01);
        Assert.Empty(page.Tools.Exceptions);
    }

    [ChromiumFact]
    public async Task Bars_and_heat_maps_move_while_drawing()
    {
        await using SamplePage page = await fixture.Open();
        Assert.All(await page.Bars(), bar => Assert.Equal(0, bar));
        Assert.All(await page.HeatMaps(), map => Assert.Single(map.Select(color => string.Join(' ', color)).Distinct()));

        double[] stroke = Handwriting.Of(3)[0];
        await page.DrawWithMouse([stroke[..8]]);
        double[] before = await page.Bars();
        int[][][] mapsBefore = await page.HeatMaps();
        await page.DrawWithMouse([stroke[6..]]);
        double[] after = await page.Bars();
        int[][][] mapsAfter = await page.HeatMaps();

        Assert.True(before.Zip(after, (left, right) => Math.Abs(left - right)).Max() > 0.3, "No bar moved.");
        Assert.Equal(Maps, mapsAfter.Length);
        for (int map = 0; map < Maps; map++)
        {
            // Not one colour: some patches are looked at more than others. The hottest is near yellow.
            Assert.True(mapsAfter[map].Select(color => string.Join(' ', color)).Distinct().Count() > 4, $"Map {map} is flat.");
            Assert.Contains(mapsAfter[map], color => color[0] > 200);
            Assert.NotEqual(JsonSerializer.Serialize(mapsBefore[map]), JsonSerializer.Serialize(mapsAfter[map]));
        }

        Assert.Equal(Maps, mapsAfter.Select(map => JsonSerializer.Serialize(map)).Distinct().Count());

        // One patch's view is another than the mean; a second click goes back, and Clear empties everything.
        await page.Click("seen", 0.6, 0.1);
        Assert.NotEqual(JsonSerializer.Serialize(mapsAfter), JsonSerializer.Serialize(await page.HeatMaps()));
        output.WriteLine(await page.Screenshot("one-patch"));
        await page.Click("seen", 0.6, 0.1);
        Assert.Equal(JsonSerializer.Serialize(mapsAfter), JsonSerializer.Serialize(await page.HeatMaps()));
        await page.Click("clear");
        Assert.All(await page.Bars(), bar => Assert.Equal(0, bar));
        Assert.Equal("–", await page.Digit());
    }

    [ChromiumFact]
    public async Task A_finger_draws_on_a_phone()
    {
        await using SamplePage page = await fixture.Open(isPhone: true);
        await page.DrawWithFinger(Handwriting.Of(2));
        output.WriteLine(await page.Screenshot("phone"));
        Assert.Equal("2", await page.Digit());
        Assert.True(await page.Tools.Evaluate<bool>("document.scrollingElement.scrollWidth <= innerWidth"), "The page is wider than the phone.");
        Assert.Equal(0, await page.Tools.Evaluate<double>("scrollY"));
    }

    [ChromiumFact]
    public async Task Needs_no_network_once_it_is_loaded_and_nothing_from_elsewhere()
    {
        await using SamplePage page = await fixture.Open();
        Assert.NotEmpty(page.Tools.Requests);
        Assert.All(page.Tools.Requests, request => Assert.True(
            request.StartsWith(fixture.Address.AbsoluteUri, StringComparison.Ordinal) || request.StartsWith("data:", StringComparison.Ordinal), request));
        int requests = page.Tools.Requests.Count;
        await page.Tools.Send("Network.emulateNetworkConditions", new { offline = true, latency = 0, downloadThroughput = -1, uploadThroughput = -1 });
        await page.DrawWithMouse(Handwriting.Of(5));
        Assert.Equal("5", await page.Digit());
        Assert.Equal(requests, page.Tools.Requests.Count);
    }

    [ChromiumFact]
    public async Task Reads_the_test_images_as_the_desktop_does()
    {
        DigitModel model = DigitModel.Load(Checkpoint);
        using SafetensorsFile file = SafetensorsFile.Open(Checkpoint);
        Attention attention = Attention.Load(file);
        TestSet tests = TestSet.Load(Path.Combine(AppContext.BaseDirectory, "digits_test.safetensors"));
        await using SamplePage page = await fixture.Open();

        float[] logits = new float[DigitModel.OutputWidth];
        (int right, int rightHere, double largestDifference) = (0, 0, 0);
        for (int i = 0; i < tests.Count; i++)
        {
            model.Forward(tests.Image(i), logits);
            double[] browserLogits = await Ask(page, tests.Image(i), "GetLogits");
            for (int digit = 0; digit < logits.Length; digit++)
            {
                largestDifference = Math.Max(largestDifference, Math.Abs(logits[digit] - browserLogits[digit]));
            }

            Assert.Equal(DigitModel.Digit(logits), Array.IndexOf(browserLogits, browserLogits.Max()));
            right += Array.IndexOf(browserLogits, browserLogits.Max()) == tests.Label(i) ? 1 : 0;
            rightHere += DigitModel.Digit(logits) == tests.Label(i) ? 1 : 0;
        }

        output.WriteLine(FormattableString.Invariant(
            $"{right} of {tests.Count} right in the browser, {rightHere} here; largest difference of a logit {largestDifference:0.0e+0}"));
        Assert.Equal(rightHere, right);
        Assert.InRange(largestDifference, 0, LogitTolerance);

        attention.Compute(tests.Image(0));
        double[] browserWeights = await Ask(page, tests.Image(0), "GetAttention");
        Assert.Equal(attention.Weights.Length, browserWeights.Length);
        Assert.All(attention.Weights.Zip(browserWeights), pair => Assert.Equal(pair.First, pair.Second, WeightTolerance));
    }

    private static Task<double[]> Ask(SamplePage page, ReadOnlySpan<float> pixels, string question) =>
        page.Tools.Evaluate<double[]>($"reader.ReadPixels({JsonSerializer.Serialize(pixels.ToArray())}), Array.from(reader.{question}())");
}
