  (function (cdn, key) {
    // Calls wait here until the SDK, which comes from the shop's own Percorso, takes this object's place.
    var waiting = (window.analytics = window.analytics || []);
    if (waiting.invoked || waiting.initialized) return;
    waiting.invoked = true;
    waiting._cdn = cdn;
    waiting._writeKey = key;
    var events = ["track", "page", "screen", "identify", "group", "alias"];
    var others = ["on", "once", "off", "ready", "reset", "user", "debug", "register", "deregister", "pageview",
      "trackLink", "trackForm", "trackClick", "trackSubmit", "setAnonymousId", "addSourceMiddleware",
      "addDestinationMiddleware"];
    events.concat(others).forEach(function (name) {
      waiting[name] = function () {
        var sdk = window.analytics, call = [name].concat([].slice.call(arguments));
        if (sdk.initialized) return sdk[name].apply(sdk, arguments);
        if (events.indexOf(name) >= 0) call.push(here());
        waiting.push(call);
        return waiting;
      };
    });
    // The page an event belongs to is the one it was called on, however late the SDK comes.
    function here() {
      var link = document.querySelector("link[rel='canonical']");
      return { __t: "bpc", c: (link && link.getAttribute("href")) || undefined, p: location.pathname,
        u: location.href, s: location.search, t: document.title, r: document.referrer };
    }
    waiting.load = function (key, options) {
      waiting._loadOptions = options || waiting._loadOptions;
      var script = document.createElement("script");
      script.async = true;
      script.src = cdn + "/analytics.js/v1/" + key + "/analytics.min.js";
      document.head.appendChild(script);
    };
  })(CDN, KEY);
