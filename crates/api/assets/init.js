"use strict";
(() => {
  const root = document.getElementById("swagger-ui");
  const settings = JSON.parse(root.dataset.settings);
  const absolute = (path) => new URL(path, window.location.href).href;

  // A public client has no secret. Its id goes into the form, not into a header with an empty password.
  const publicClients = () => ({
    statePlugins: {
      auth: {
        wrapActions: {
          authorizePassword: (original) => (auth) =>
            original(auth.clientSecret ? auth : { ...auth, passwordType: "request-body" }),
        },
      },
    },
  });

  const ui = SwaggerUIBundle({
    url: absolute(settings.document),
    domNode: root,
    deepLinking: true,
    oauth2RedirectUrl: absolute(settings.redirect),
    plugins: [publicClients],
    presets: [SwaggerUIBundle.presets.apis],
    validatorUrl: null,
  });
  ui.initOAuth({
    clientId: settings.clientId,
    scopes: settings.scopes,
    usePkceWithAuthorizationCodeGrant: true,
  });
  window.ui = ui;
})();
